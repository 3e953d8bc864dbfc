// Measures hostplant beside the reference server and prints figures and ratios. See ./run.

import { open, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import { runProgram } from '../../tests/interop/processes.js'
import { startNetwork } from '../../tests/interop/network.js'
import { bytesWritten, cpuSeconds, memory } from './process.js'

const { values: options } = parseArgs({
  options: {
    records: { type: 'string', default: '50000' },
    seconds: { type: 'string', default: '10' },
    only: { type: 'string', multiple: true, default: [] },
  },
})
const SECONDS = Number(options.seconds)
const RECORDS = Number(options.records)
const KINDS = ['hostplant', 'reference']
/** Both servers take whole repositories of any size that is measured. */
const ENV = { PDS_MAX_REPO_IMPORT_SIZE: String(2 ** 30), PDS_BLOB_UPLOAD_LIMIT: String(2 ** 30) }

/** Runs the load generator and returns its JSON. */
async function load(...words) {
  const { stdout } = await runProgram(process.env.LOAD_BIN, words.map(String), { timeoutMs: 1_800_000 })
  return JSON.parse(stdout)
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
const token = (agent) => agent.session.accessJwt

/** The measurements: each returns figures for one server; `better` says which way is good, `target` the ratio wanted. */
const MEASUREMENTS = {
  async start({ server }) {
    const times = []
    for (let run = 0; run < 5; run++) times.push(await server.restart())
    return { 'cold start, ms': figure(median(times), 'lower', 20) }
  },

  async idle({ server }) {
    await server.restart()
    await sleep(5_000)
    const { rss, anonymous } = memory(server.pid)
    return { 'idle RSS, MiB': figure(rss, 'lower'), 'idle anonymous memory, MiB': figure(anonymous, 'lower') }
  },

  async writes({ server, agent }) {
    const figures = {}
    for (const [clients, target] of [[1, 10], [16, 20]]) {
      const before = { cpu: cpuSeconds(server.pid), bytes: bytesWritten(server.pid) }
      const result = await load('write', '--url', server.url, '--token', token(agent), '--repo', agent.session.did,
        '--clients', clients, '--seconds', SECONDS)
      const name = `createRecord, ${clients} client${clients > 1 ? 's' : ''}`
      figures[`${name}, per second`] = figure(result.per_second, 'higher', target)
      figures[`${name}, p99 ms`] = figure(result.p99_us / 1000, 'lower')
      figures[`${name}, per CPU second`] = figure(result.operations / (cpuSeconds(server.pid) - before.cpu), 'higher')
      figures[`${name}, KiB written each`] =
        figure((bytesWritten(server.pid) - before.bytes) / 1024 / result.operations, 'lower')
      if (result.failures) throw new Error(`${result.failures} writes failed`)
    }
    return figures
  },

  async reads({ server, agent }) {
    const did = agent.session.did
    const { data } = await agent.com.atproto.repo.listRecords({ repo: did, collection: 'app.bsky.feed.post', limit: 100 })
    const rkey = data.records[50].uri.split('/').pop()
    const paths = {
      getSession: '/xrpc/com.atproto.server.getSession',
      getRecord: `/xrpc/com.atproto.repo.getRecord?repo=${did}&collection=app.bsky.feed.post&rkey=${rkey}`,
      listRecords: `/xrpc/com.atproto.repo.listRecords?repo=${did}&collection=app.bsky.feed.post&limit=50`,
      'sync.getRecord': `/xrpc/com.atproto.sync.getRecord?did=${did}&collection=app.bsky.feed.post&rkey=${rkey}`,
    }
    const figures = {}
    for (const [name, path] of Object.entries(paths)) {
      const before = cpuSeconds(server.pid)
      const result = await load('get', '--url', server.url, '--token', token(agent), '--path', path, '--clients', 8,
        '--seconds', Math.max(3, SECONDS / 2))
      if (result.failures) throw new Error(`${result.failures} of ${name} failed`)
      figures[`${name}, per CPU second`] = figure(result.operations / (cpuSeconds(server.pid) - before), 'higher', 10)
      figures[`${name}, per second`] = figure(result.per_second, 'higher')
    }
    return figures
  },

  async lag({ server, agent }) {
    const socket = new WebSocket(`${server.wsUrl}/xrpc/com.atproto.sync.subscribeRepos`)
    const received = []
    let wake
    socket.on('message', () => {
      received.push(performance.now())
      wake?.()
    })
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    await sleep(500)
    const lags = []
    for (let n = 0; n < 200; n++) {
      const seen = received.length
      await agent.com.atproto.repo.createRecord({
        repo: agent.session.did,
        collection: 'app.bsky.feed.post',
        record: { $type: 'app.bsky.feed.post', text: `lag ${n}`, createdAt: new Date().toISOString() },
      })
      const replied = performance.now()
      while (received.length === seen) await new Promise((resolve) => (wake = resolve))
      lags.push(Math.max(0, received[seen] - replied))
    }
    socket.close()
    lags.sort((a, b) => a - b)
    return {
      'firehose lag after the reply, p50 ms': figure(lags[100], 'lower'),
      'firehose lag after the reply, p99 ms': figure(lags[198], 'lower'),
    }
  },

  async repo({ network, server, kind, dir }) {
    const agent = await server.account('filler')
    const did = agent.session.did
    const filled = await load('fill', '--url', server.url, '--token', token(agent), '--repo', did, '--records', RECORDS)
    const file = path.join(dir, `${kind}.car`)
    const exports = []
    for (let run = 0; run < 3; run++) {
      const result = await load('download', '--url', server.url, '--path', `/xrpc/com.atproto.sync.getRepo?did=${did}`, '--file', file)
      if (result.status !== 200) throw new Error(`getRepo answered ${result.status}`)
      exports.push(result.seconds)
    }

    // The account moves to a second server of the same kind, as migration does it.
    const next = await network.add({ name: `${server.name}next`, kind, env: ENV })
    const auth = await agent.com.atproto.server.getServiceAuth({ aud: next.did, lxm: 'com.atproto.server.createAccount' })
    const mover = next.agent()
    await mover.com.atproto.server.createAccount(
      { handle: next.handle('filler'), did, email: 'filler@mail.test', password: 'filler-password' },
      { headers: { authorization: `Bearer ${auth.data.token}` }, encoding: 'application/json' },
    )
    await mover.login({ identifier: did, password: 'filler-password' })
    const imported = await load('upload', '--url', next.url, '--token', token(mover), '--path',
      '/xrpc/com.atproto.repo.importRepo', '--type', 'application/vnd.ipld.car', '--file', file)
    if (imported.status !== 200) throw new Error(`importRepo answered ${imported.status}`)
    const status = await mover.com.atproto.server.checkAccountStatus()
    if (status.data.indexedRecords !== RECORDS) throw new Error(`${status.data.indexedRecords} records were imported`)
    return {
      [`fill with ${RECORDS} records (applyWrites of 100), s`]: figure(filled.seconds, 'lower'),
      [`getRepo of ${RECORDS} records, s`]: figure(median(exports), 'lower', 10),
      [`importRepo of ${RECORDS} records, s`]: figure(imported.seconds, 'lower', 10),
      'peak RSS of the exporting server, MiB': figure(memory(server.pid).peak, 'lower'),
      'peak RSS of the importing server, MiB': figure(memory(next.pid).peak, 'lower'),
    }
  },
}

const figure = (value, better, target) => ({ value, better, target })

/** How many times better the first server is. */
function ratio(ours, theirs) {
  return ours.better === 'higher' ? ours.value / theirs.value : theirs.value / ours.value
}

function print(results) {
  const names = Object.keys(results.hostplant)
  const width = Math.max(...names.map((name) => name.length))
  const number = (value) => (!Number.isFinite(value) ? '-' : value >= 100 ? value.toFixed(0) : value.toPrecision(3))
  console.log(`${'figure'.padEnd(width)}  ${'hostplant'.padStart(10)}  ${'reference'.padStart(10)}  ${'ratio'.padStart(8)}  wanted`)
  for (const name of names) {
    const [ours, theirs] = KINDS.map((kind) => results[kind][name])
    const times = theirs && ratio(ours, theirs)
    const wanted = ours.target ? `${ours.target}x${times >= ours.target ? '' : '  MISSED'}` : ''
    console.log(
      `${name.padEnd(width)}  ${number(ours.value).padStart(10)}  ${number(theirs?.value).padStart(10)}  ${`${number(times)}x`.padStart(8)}  ${wanted}`,
    )
  }
}

const wanted = options.only.length ? options.only : Object.keys(MEASUREMENTS)
const dir = await mkdtemp(path.join(tmpdir(), 'hostplant-compare-'))
const network = await startNetwork([])
const results = Object.fromEntries(KINDS.map((kind) => [kind, {}]))
try {
  const parts = {}
  for (const kind of KINDS) {
    const server = await network.add({ name: kind, kind, env: ENV })
    parts[kind] = { network, server, kind, dir, agent: await server.account('alice') }
  }
  for (const name of wanted) {
    for (const kind of KINDS) {
      process.stderr.write(`${name}: ${kind}\n`)
      Object.assign(results[kind], await MEASUREMENTS[name](parts[kind]))
    }
  }
} finally {
  await network.stop()
  await rm(dir, { recursive: true, force: true })
}
print(results)
await (await open(path.join(path.dirname(process.env.LOAD_BIN), 'compare.json'), 'w')).writeFile(JSON.stringify(results, null, 2))
