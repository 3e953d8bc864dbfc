// The official AppView with its data plane, in this process, on a PostgreSQL of its own.

import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { TestBsky, TestBsync } from '@atproto/dev-env'
import { eventually, freePort, runProgram, startProgram } from './processes.js'

const DEBIAN = '/usr/lib/postgresql'
const API_KEY = 'between the AppView and its settings service'

function postgresPrograms() {
  if (!existsSync(DEBIAN)) throw new Error(`no PostgreSQL in ${DEBIAN}`)
  const newest = readdirSync(DEBIAN).toSorted((a, b) => b - a)[0]
  return path.join(DEBIAN, newest, 'bin')
}

/** A database cluster on loopback that lives as long as the network. Returns its URL. */
async function startPostgres(network) {
  const programs = postgresPrograms()
  const port = await freePort()
  const dir = await mkdtemp(path.join(tmpdir(), 'hostplant-postgres-'))
  network.onStop(() => rm(dir, { recursive: true, force: true }))
  const env = { PATH: process.env.PATH, LC_ALL: 'C' }
  // PostgreSQL refuses to run as root; Debian's package brings a user for it.
  const asRoot = process.getuid() === 0
  const command = (name, ...args) =>
    asRoot
      ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--init-groups', path.join(programs, name), ...args]]
      : [path.join(programs, name), args]
  if (asRoot) await runProgram('chown', ['postgres', dir], { env })

  const data = path.join(dir, 'data')
  await runProgram(
    ...command('initdb', '--no-sync', '--auth=trust', '--username=interop', '--encoding=UTF8', data),
    { env, cwd: dir },
  )
  const [program, args] = command(
    'postgres', '-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1',
    '-c', `unix_socket_directories=${dir}`, '-c', 'fsync=off', '-c', 'max_connections=200',
  )
  const [probe, probeArgs] = command('pg_isready', '-h', '127.0.0.1', '-p', String(port))
  const running = await startProgram({
    name: 'postgres',
    command: program,
    args,
    env,
    dir,
    ready: () => runProgram(probe, probeArgs, { env, cwd: dir }),
  })
  // Not the polite wait for clients to leave: nothing here is kept.
  network.onStop(() => running.stop('SIGINT'))
  return `postgresql://interop@127.0.0.1:${port}/postgres`
}

/**
 * Starts the AppView and, with it, the server `one` that proxies to it. The AppView
 * indexes what comes over that server's firehose.
 */
export async function startAppView(network) {
  const dbPostgresUrl = await startPostgres(network)
  const bsync = await TestBsync.create({ apiKeys: [API_KEY], dbUrl: dbPostgresUrl, dbSchema: 'bsync' })
  network.onStop(() => bsync.close())
  const port = await freePort()
  const bsky = await TestBsky.create({
    plcUrl: network.plcUrl,
    pdsPort: port,
    bsyncUrl: bsync.url,
    bsyncApiKey: API_KEY,
    repoProvider: `ws://localhost:${port}`,
    dbPostgresSchema: 'appview',
    dbPostgresUrl,
    redisHost: undefined,
  })
  network.onStop(() => bsky.close())
  const server = await network.add({
    name: 'one',
    port,
    env: { PDS_BSKY_APP_VIEW_URL: bsky.url, PDS_BSKY_APP_VIEW_DID: bsky.serverDid },
  })
  // Test handles resolve on their server, not in the DNS.
  bsky.dataplane.idResolver.handle.resolve = async (handle) => {
    const answer = await fetch(`${server.url}/xrpc/com.atproto.identity.resolveHandle?handle=${handle}`)
    return answer.ok ? (await answer.json()).did : undefined
  }
  return {
    did: bsky.serverDid,
    /** Asks the AppView itself, not through a server. */
    agent: () => bsky.getAgent(),
    stopIndexing: () => bsky.sub.stop(),
    startIndexing: () => bsky.sub.start(),
    /** Waits until the AppView knows the record. */
    indexed: (uri) =>
      eventually(`the AppView indexed ${uri}`, async () => {
        const { data } = await bsky.getAgent().app.bsky.feed.getPosts({ uris: [uri] })
        return data.posts[0]
      }),
  }
}
