// A network on loopback: the PLC directory, a mail sink, and the servers of a suite.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { IdResolver } from '@atproto/identity'
import { Client as PlcClient } from '@did-plc/lib'
import plc from '@did-plc/server'
import { startMail } from './mail.js'
import { freePort } from './processes.js'
import { startServer } from './server.js'

async function startDirectory() {
  const port = await freePort()
  const server = plc.PlcServer.create({ db: plc.Database.mock(), port })
  await server.start()
  return { url: `http://localhost:${port}`, stop: () => server.destroy() }
}

/**
 * Starts directory, mail sink and one server for each entry of `servers` (see
 * `startServer`). Servers are reached as `network.<name>`.
 */
export async function startNetwork(servers = [{ name: 'one' }]) {
  const dir = await mkdtemp(path.join(tmpdir(), 'hostplant-interop-'))
  const stops = []
  const network = {
    dir,
    async stop() {
      const failures = []
      for (const stop of stops.reverse()) await stop().catch((error) => failures.push(error))
      if (!process.env.INTEROP_KEEP) await rm(dir, { recursive: true, force: true })
      if (failures.length) throw new AggregateError(failures, 'the network did not stop cleanly')
    },
    /** Adds a server to the running network. */
    async add(options) {
      const server = await startServer({
        dir,
        plcUrl: network.plcUrl,
        mailUrl: network.mail.url,
        ...options,
      })
      stops.push(() => server.stop())
      network[options.name] = server
      return server
    },
    /** Has `stop` called, before everything started earlier, when the network stops. */
    onStop: (stop) => stops.push(stop),
    /** A resolver that caches nothing and, unlike the library's default, speaks plain HTTP. */
    idResolver: () => new IdResolver({ plcUrl: network.plcUrl, timeout: 3000, fetch: globalThis.fetch }),
    /** The `did:key` of the account's repository, as the directory says. */
    signingKey: async (did) => (await network.plc.getDocumentData(did)).verificationMethods.atproto,
  }
  try {
    const directory = await startDirectory()
    stops.push(directory.stop)
    network.plcUrl = directory.url
    network.plc = new PlcClient(directory.url)
    network.mail = await startMail()
    stops.push(network.mail.stop)
    for (const options of servers) await network.add(options)
  } catch (error) {
    await network.stop().catch(() => {})
    throw error
  }
  return network
}
