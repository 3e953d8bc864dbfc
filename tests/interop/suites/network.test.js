// The network's relay and its sync tool, both indigo's, hold every record.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { verifyRepoCar } from '@atproto/repo'
import WebSocket from 'ws'
import { png } from '../image.js'
import { startNetwork } from '../network.js'
import { eventually, freePort, startProgram } from '../processes.js'
import { UNDER_TEST } from '../server.js'
import { readFrames } from '../subscription.js'

const ACCOUNTS = 3
const RECORDS = 40
const MANY_OPS_A_PATH = UNDER_TEST === 'reference' && 'the reference sends one op for each write, which tap drops'

let network, server, relay, tap, accounts, crawlRequests
before(async () => {
  const crawler = await listenForCrawls()
  crawlRequests = crawler.requests
  network = await startNetwork([])
  network.onStop(crawler.stop)
  server = await network.add({ name: 'one', env: { PDS_CRAWLERS: crawler.url } })
  // Some accounts are there before anyone listens, so that they must be fetched whole.
  accounts = [await populate('early')]
  relay = await startRelay()
  tap = await startTap()
  for (let index = 1; index < ACCOUNTS; index += 1) {
    // tap can lose a commit that comes just when it ends its first fetch of a repository.
    const settled = (did) => eventually(`tap follows ${did}`, async () => (await tap.info(did)).state === 'active')
    accounts.push(await populate(`late-${index}`, settled))
  }
})
after(() => network?.stop())

/** An HTTP server that takes requestCrawl as a relay does. */
async function listenForCrawls() {
  const requests = []
  const http = createServer((request, response) => {
    let body = ''
    request.on('data', (data) => (body += data))
    request.on('end', () => {
      requests.push({ path: request.url, method: request.method, body: JSON.parse(body) })
      response.end()
    })
  })
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    requests,
    url: `http://localhost:${http.address().port}`,
    stop: () => new Promise((resolve) => http.close(resolve).closeAllConnections()),
  }
}

/** An account that creates, updates and deletes records, once `settled` says that it may. */
async function populate(label, settled = () => {}) {
  const agent = await server.account(label)
  await settled(agent.did)
  const { data: blob } = await agent.uploadBlob(png([label.length, 3, 4]), { encoding: 'image/png' })
  await agent.upsertProfile(() => ({ displayName: label, avatar: blob.blob }))
  for (let index = 0; index < RECORDS; index += 1) {
    const { uri } = await agent.post({ text: `${label} ${index}` })
    if (index % 4 === 0) await agent.deletePost(uri)
  }
  await agent.upsertProfile((existing) => ({ ...existing, description: 'changed' }))
  const writes = (kind) =>
    Array.from({ length: 30 }, (_, index) => ({
      $type: `com.atproto.repo.applyWrites#${kind}`,
      collection: 'com.example.thing',
      rkey: `thing-${index}`,
      value: { $type: 'com.example.thing', kind, index },
    }))
  await agent.com.atproto.repo.applyWrites({ repo: agent.did, writes: writes('create') })
  await agent.com.atproto.repo.applyWrites({ repo: agent.did, writes: writes('update') })
  return agent
}

/** Every record of an account, by its server: path to CID. */
async function records(agent) {
  const all = new Map()
  const { data: description } = await agent.com.atproto.repo.describeRepo({ repo: agent.did })
  for (const collection of description.collections) {
    let cursor
    do {
      const { data } = await agent.com.atproto.repo.listRecords({ repo: agent.did, collection, limit: 100, cursor })
      for (const record of data.records) all.set(record.uri.split('/').slice(3).join('/'), record.cid)
      cursor = data.cursor
    } while (cursor)
  }
  return new Map([...all].toSorted())
}

/**
 * A relay that follows the server. It takes no host on loopback by request, not even
 * from its administrator, so the host is put into its database before it starts, with
 * a cursor at which nearly everything is still to come.
 */
async function startRelay() {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const dir = path.join(network.dir, 'relay')
  await mkdir(dir)
  const database = path.join(dir, 'relay.sqlite')
  const start = async () =>
    startProgram({
      name: 'relay',
      command: process.env.INTEROP_RELAY,
      args: [
        'serve',
        '--db-url', `sqlite://${database}`,
        '--bind', `127.0.0.1:${port}`,
        '--metrics-listen', `127.0.0.1:${await freePort()}`,
        '--persist-dir', path.join(dir, 'persist'),
        '--ident-cache-size', '1000',
        '--allow-insecure-hosts',
      ],
      env: { PATH: process.env.PATH, HOME: dir, RELAY_PLC_HOST: network.plcUrl, RELAY_ADMIN_PASSWORD: 'admin' },
      dir,
      ready: async () => (await fetch(`${url}/xrpc/_health`)).ok,
    })
  const first = await start()
  await first.stop()
  const db = new DatabaseSync(database)
  db.prepare(
    `INSERT INTO host (created_at, updated_at, hostname, no_ssl, account_limit, trusted, status, last_seq, account_count)
     VALUES (CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, ?, 1, 1000, 0, 'active', 1, 0)`,
  ).run(server.hostname)
  db.close()
  const program = await start()
  network.onStop(() => program.stop())
  return {
    ...program,
    url,
    wsUrl: `ws://localhost:${port}`,
    get: async (method, params) => {
      const answer = await fetch(`${url}/xrpc/${method}?${new URLSearchParams(params)}`)
      return answer.ok ? answer.json() : undefined
    },
  }
}

/** tap, following the relay, with the accounts' records as it tells them. */
async function startTap() {
  const port = await freePort()
  const dir = path.join(network.dir, 'tap')
  await mkdir(dir)
  const program = await startProgram({
    name: 'tap',
    command: process.env.INTEROP_TAP,
    args: [
      'run',
      '--db-url', `sqlite://${path.join(dir, 'tap.db')}`,
      '--bind', `127.0.0.1:${port}`,
      '--plc-url', network.plcUrl,
      '--relay-url', relay.url,
      '--ident-cache-size', '1000',
      '--disable-acks',
      '--full-network',
    ],
    env: { PATH: process.env.PATH, HOME: dir },
    dir,
    ready: async () => (await fetch(`http://localhost:${port}/health`)).ok,
  })
  network.onStop(() => program.stop('SIGKILL'))

  const held = new Map()
  const live = new Set()
  const statuses = new Map()
  const channel = new WebSocket(`ws://localhost:${port}/channel`)
  channel.on('message', (data) => {
    const event = JSON.parse(data)
    if (event.type === 'identity') return void statuses.set(event.identity.did, event.identity)
    if (event.type !== 'record') return
    const { did, collection, rkey, action, cid } = event.record
    if (event.record.live) live.add(did)
    const repo = held.get(did) ?? new Map()
    held.set(did, repo)
    if (action === 'delete') repo.delete(`${collection}/${rkey}`)
    else repo.set(`${collection}/${rkey}`, cid)
  })
  network.onStop(async () => channel.terminate())
  return {
    ...program,
    records: (did) => new Map([...(held.get(did) ?? [])].toSorted()),
    live,
    statuses,
    info: async (did) => (await fetch(`http://localhost:${port}/info/${did}`)).json(),
  }
}

/** What a program of indigo's logged as a warning or an error. */
async function complaints(program) {
  const text = await readFile(program.logPath, 'utf8')
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter((line) => ['WARN', 'ERROR'].includes(line.level))
}

describe('the server', () => {
  it('asks its relays to crawl it', async () => {
    const [request] = await eventually('a crawl request', () => crawlRequests.length > 0 && crawlRequests)
    assert.deepEqual([request.method, request.path], ['POST', '/xrpc/com.atproto.sync.requestCrawl'])
    // On loopback a port makes the difference between one host and another.
    assert.ok(['localhost', server.hostname].includes(request.body.hostname), request.body.hostname)
  })
})

describe('the relay', () => {
  it('knows every account at its newest commit', async () => {
    for (const agent of accounts) {
      const { data: head } = await agent.com.atproto.sync.getLatestCommit({ did: agent.did })
      await eventually(`the relay has ${head.rev}`, async () => {
        const status = await relay.get('com.atproto.sync.getRepoStatus', { did: agent.did })
        return status?.active && status.rev === head.rev
      })
    }
    const { repos } = await relay.get('com.atproto.sync.listRepos', { limit: 100 })
    assert.deepEqual(repos.map((repo) => repo.did).toSorted(), accounts.map((agent) => agent.did).toSorted())
  })

  it('passes on every commit that the server sent', async () => {
    const last = accounts.at(-1)
    const { data: head } = await last.com.atproto.sync.getLatestCommit({ did: last.did })
    const isCommit = ({ header }) => header.t === '#commit'
    const commits = async (from, enough) => {
      const { frames } = await readFrames(from, '?cursor=0', enough)
      return frames.filter(isCommit).map(({ body }) => `${body.repo} ${body.rev} ${body.commit}`)
    }
    const sent = await commits(server, (frames) => frames.at(-1).body.rev === head.rev && isCommit(frames.at(-1)))
    // The relay keeps the order within an account only.
    const passedOn = await commits(relay, (frames) => frames.filter(isCommit).length === sent.length)
    assert.deepEqual(passedOn.toSorted(), sent.toSorted())
  })

  it('follows an account that leaves and returns', async () => {
    const [agent] = accounts
    const active = async () => (await relay.get('com.atproto.sync.getRepoStatus', { did: agent.did }))?.active
    await agent.com.atproto.server.deactivateAccount({})
    await eventually('the relay sees the deactivation', async () => (await active()) === false)
    await agent.com.atproto.server.activateAccount()
    await eventually('the relay sees the activation', async () => (await active()) === true)
  })

  it('has nothing to complain about', async () => {
    const expected = [
      /^failed to read message from client$/, // a reader of its firehose left: this suite
    ]
    const found = (await complaints(relay)).filter((line) => !expected.some((allowed) => allowed.test(line.msg)))
    assert.deepEqual(found, [])
  })
})

describe('tap', () => {
  it('holds every record of every account', async () => {
    for (const agent of accounts) {
      const expected = await records(agent)
      await eventually(`tap holds ${expected.size} records of ${agent.session.handle}`, () => {
        assert.deepEqual(tap.records(agent.did), expected)
        return true
      })
      const info = await tap.info(agent.did)
      assert.equal(info.state, 'active', JSON.stringify(info))
    }
  })

  it('follows what comes, without fetching the repository again', async () => {
    const agent = accounts[1]
    const { uri, cid } = await agent.post({ text: 'hello, tap' })
    const key = uri.split('/').slice(3).join('/')
    await eventually('tap has the post', () => tap.records(agent.did).get(key) === cid)
    assert.ok(tap.live.has(agent.did))
    await agent.deletePost(uri)
    await eventually('tap has dropped the post', () => !tap.records(agent.did).has(key))
  })

  it('takes a commit that touches a path more than once', { skip: MANY_OPS_A_PATH }, async () => {
    const agent = accounts[2]
    const write = (kind, rkey, value) => ({
      $type: `com.atproto.repo.applyWrites#${kind}`,
      collection: 'com.example.thing',
      rkey,
      ...(value === undefined ? {} : { value: { $type: 'com.example.thing', value } }),
    })
    await agent.com.atproto.repo.applyWrites({
      repo: agent.did,
      writes: [
        write('update', 'thing-0', 1),
        write('update', 'thing-0', 2),
        write('delete', 'thing-1'),
        write('create', 'thing-1', 3),
        write('create', 'thing-new', 4),
        write('update', 'thing-new', 5),
        write('create', 'thing-gone', 6),
        write('delete', 'thing-gone'),
        write('update', 'thing-2', 7),
        write('delete', 'thing-2'),
      ],
    })
    const expected = await records(agent)
    assert.ok(!expected.has('com.example.thing/thing-gone') && !expected.has('com.example.thing/thing-2'))
    await eventually('tap holds the outcome', () => {
      assert.deepEqual(tap.records(agent.did), expected)
      return true
    })
  })

  it('agrees with the exported repository', async () => {
    for (const agent of accounts) {
      const { data } = await agent.com.atproto.sync.getRepo({ did: agent.did })
      const { creates } = await verifyRepoCar(data, agent.did, await network.signingKey(agent.did))
      assert.equal(tap.records(agent.did).size, creates.length)
    }
  })

  it('has nothing to complain about', async () => {
    assert.deepEqual(await complaints(tap), [])
  })
})

describe('after a crash of the server', () => {
  it('relay and tap go on where they were', async () => {
    const [agent] = accounts
    await agent.post({ text: 'the last words' })
    await server.restart('SIGKILL')
    const { uri, cid } = await agent.post({ text: 'back again' })
    const { data: head } = await agent.com.atproto.sync.getLatestCommit({ did: agent.did })
    await eventually(`the relay has ${head.rev}`, async () => {
      const status = await relay.get('com.atproto.sync.getRepoStatus', { did: agent.did })
      return status?.rev === head.rev
    })
    const expected = await records(agent)
    assert.equal(expected.get(uri.split('/').slice(3).join('/')), cid)
    await eventually('tap holds every record', () => {
      assert.deepEqual(tap.records(agent.did), expected)
      return true
    })
  })
})
