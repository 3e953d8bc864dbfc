// goat, the network's command line tool, with a session folder of its own.

import { mkdtemp } from 'node:fs/promises'
import path from 'node:path'
import { runProgram, startProgram, tryProgram } from './processes.js'

const GOAT = process.env.INTEROP_GOAT
if (!GOAT) throw new Error('there is no goat: see `tests/interop/run --help`')

/** A goat that remembers its login. `run(...)` gives what it printed, or throws. */
export async function newGoat(network) {
  const home = await mkdtemp(path.join(network.dir, 'goat-'))
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_STATE_HOME: home,
    ATP_PLC_HOST: network.plcUrl,
  }
  return {
    home,
    async run(...args) {
      const { stdout } = await runProgram(GOAT, args, { env, cwd: home })
      return stdout
    },
    /** As `run`, for a command that must fail: gives its complaint. */
    async refused(...args) {
      const { code, stdout, stderr } = await tryProgram(GOAT, args, { env, cwd: home })
      if (code === 0) throw new Error(`goat ${args.join(' ')} succeeded:\n${stdout}`)
      return stderr + stdout
    },
    /** Commands of `goat pds admin`, as the administrator of `server`. */
    async admin(server, ...args) {
      const { stdout } = await runProgram(GOAT, ['pds', 'admin', ...args], {
        env: { ...env, PDS_HOST: server.url, PDS_ADMIN_PASSWORD: server.adminPassword },
        cwd: home,
      })
      return stdout
    },
    login(server, identifier, password) {
      return this.run('account', 'login', '-u', identifier, '-p', password, '--pds-host', server.url)
    },
    /** A command that runs until it is stopped. */
    start: (name, args, ready) => startProgram({ name, command: GOAT, args, env, dir: home, ready }),
  }
}

/** The key pair that `goat key generate` printed. */
export function parseKeyPair(text) {
  return {
    secret: /^\s+(z\S+)$/m.exec(text)[1],
    didKey: /^\s+(did:key:\S+)$/m.exec(text)[1],
  }
}
