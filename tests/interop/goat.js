// goat, the network's command line tool, with a session folder of its own.

import { mkdtemp } from 'node:fs/promises'
import path from 'node:path'
import { runProgram, startProgram, tryProgram } from './processes.js'

const GOAT = process.env.INTEROP_GOAT
if (!GOAT) throw new Error('there is no goat: see `tests/interop/run --help`')

/** The names that goat's help lists under COMMANDS, `words` being the command asked about. */
async function commandsOf(...words) {
  const { stdout } = await tryProgram(GOAT, [...words, '--help'], { env: { PATH: process.env.PATH } })
  const listed = /^COMMANDS:\n((?: {3}.*\n)*)/m.exec(stdout)?.[1] ?? ''
  return new Set(listed.matchAll(/^ {3}([\w-]+)/gm).map(([, name]) => name))
}

const account = await commandsOf('account')

/** Why the suite of `goat pds admin` is skipped; false if this goat has it. */
export const NO_ADMIN = !(await commandsOf('pds')).has('admin') && 'this goat has no `pds admin`'

/** Whether this goat shows a second factor when it logs in. */
export const TAKES_FACTORS = await (async () => {
  const { stdout } = await tryProgram(GOAT, ['account', 'login', '--help'], { env: { PATH: process.env.PATH } })
  return stdout.includes('--auth-factor-token')
})()

/**
 * Two commands have moved: how an account's host answers anybody about it (`goat account <HOSTING> DID`), and what it
 * tells the owner (`goat account <OWN>`).
 */
export const [HOSTING, OWN] = account.has('check-auth') ? ['status', 'check-auth'] : ['lookup', 'status']

/**
 * The goat of a network. One without a setting for the directory has it as a variable of the linker, and is linked for
 * each network.
 */
async function goatOf(network) {
  const source = process.env.INTEROP_GOAT_SOURCE
  if (!source) return GOAT
  const goat = path.join(network.dir, 'goat')
  const flags = `-s -w -X github.com/bluesky-social/indigo/atproto/identity.DefaultPLCURL=${network.plcUrl}`
  await runProgram('go', ['build', '-C', source, '-buildvcs=false', '-o', goat, '-ldflags', flags, './cmd/goat'])
  return goat
}

/** A goat that remembers its login. `run(...)` gives what it printed, or throws. */
export async function newGoat(network) {
  network.goat ??= goatOf(network)
  const goat = await network.goat
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
      const { stdout } = await runProgram(goat, args, { env, cwd: home })
      return stdout
    },
    /** As `run`, for a command that must fail: gives its complaint. */
    async refused(...args) {
      const { code, stdout, stderr } = await tryProgram(goat, args, { env, cwd: home })
      if (code === 0) throw new Error(`goat ${args.join(' ')} succeeded:\n${stdout}`)
      return stderr + stdout
    },
    /** Commands of `goat pds admin`, as the administrator of `server`. */
    async admin(server, ...args) {
      const { stdout } = await runProgram(goat, ['pds', 'admin', ...args], {
        env: { ...env, PDS_HOST: server.url, PDS_ADMIN_PASSWORD: server.adminPassword },
        cwd: home,
      })
      return stdout
    },
    login(server, identifier, password) {
      return this.run('account', 'login', '-u', identifier, '-p', password, '--pds-host', server.url)
    },
    /** A command that runs until it is stopped. */
    start: (name, args, ready) => startProgram({ name, command: goat, args, env, dir: home, ready }),
  }
}

/** The key pair that `goat key generate` printed. */
export function parseKeyPair(text) {
  return {
    secret: /^\s+(z\S+)$/m.exec(text)[1],
    didKey: /^\s+(did:key:\S+)$/m.exec(text)[1],
  }
}
