// Starts the server under test, or the reference beside it, from nothing but the
// reference's `PDS_*` environment: both must accept exactly the same variables.

import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { AtpAgent } from '@atproto/api'
import { freePort, runProgram, startProgram } from './processes.js'

const REFERENCE = fileURLToPath(new URL('./reference.js', import.meta.url))

/** `hostplant` or `reference`: which program the suites judge. */
export const UNDER_TEST = process.env.INTEROP_SERVER ?? 'hostplant'

const PROGRAMS = {
  hostplant: () => ({ command: required('HOSTPLANT_BIN'), args: ['serve'] }),
  reference: () => ({ command: process.execPath, args: [REFERENCE] }),
}

function required(variable) {
  const value = process.env[variable]
  if (!value) throw new Error(`${variable} is not set; start the suites with tests/interop/run`)
  return value
}

/**
 * Starts a PDS named `name`, whose handles end in `.<name>.test`.
 *
 * @param kind   which program; the one under test unless told
 * @param invites whether an invite code is needed to sign up
 * @param env    further variables, or other values for those set here
 * @param port   where to listen; a free port unless told
 */
export async function startServer({ name, dir, plcUrl, mailUrl, kind = UNDER_TEST, invites = false, env = {}, port }) {
  port ??= await freePort()
  const url = `http://localhost:${port}`
  const data = path.join(dir, name)
  await mkdir(path.join(data, 'blobs'), { recursive: true })
  const adminPassword = randomBytes(16).toString('hex')
  const did = `did:web:localhost%3A${port}`
  const variables = {
    PDS_PORT: String(port),
    PDS_HOSTNAME: 'localhost',
    PDS_SERVICE_DID: did,
    PDS_DATA_DIRECTORY: data,
    PDS_BLOBSTORE_DISK_LOCATION: path.join(data, 'blobs'),
    PDS_BLOBSTORE_DISK_TMP_LOCATION: path.join(data, 'blobs', 'temp'),
    PDS_DID_PLC_URL: plcUrl,
    PDS_JWT_SECRET: randomBytes(16).toString('hex'),
    PDS_ADMIN_PASSWORD: adminPassword,
    PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: randomBytes(32).toString('hex'),
    PDS_SERVICE_HANDLE_DOMAINS: `.${name}.test`,
    PDS_INVITE_REQUIRED: String(invites),
    PDS_EMAIL_SMTP_URL: mailUrl,
    PDS_EMAIL_FROM_ADDRESS: `admin@${name}.test`,
    // Preferences are kept only where an AppView is set; nobody answers at this one.
    PDS_BSKY_APP_VIEW_URL: 'http://localhost:9',
    PDS_BSKY_APP_VIEW_DID: 'did:web:appview.test',
    PDS_DEV_MODE: 'true',
    PDS_DISABLE_SSRF_PROTECTION: 'true',
    PDS_RATE_LIMITS_ENABLED: 'false',
    ...env,
  }

  const environment = { PATH: process.env.PATH, LOG_ENABLED: 'true', LOG_LEVEL: 'info', ...variables }
  const start = () =>
    startProgram({
      name,
      dir: data,
      ...PROGRAMS[kind](),
      env: environment,
      ready: async () => (await fetch(`${url}/xrpc/_health`)).ok,
    })
  let program = await start()

  return {
    name,
    kind,
    url,
    wsUrl: `ws://localhost:${port}`,
    hostname: `localhost:${port}`,
    did,
    adminPassword,
    adminHeaders: {
      authorization: `Basic ${Buffer.from(`admin:${adminPassword}`).toString('base64')}`,
    },
    handle: (label) => `${label}.${name}.test`,
    /** A client without a session. */
    agent: () => new AtpAgent({ service: url }),
    /** A client that is signed in to the new account `<label>.<name>.test`. */
    async account(label, more = {}) {
      const agent = new AtpAgent({ service: url })
      const password = `${label}-password`
      const email = `${label}@mail.${name}.test`
      await agent.createAccount({ handle: this.handle(label), email, password, ...more })
      return Object.assign(agent, { email, password })
    },
    async inviteCode(useCount = 1) {
      const { data } = await this.agent().com.atproto.server.createInviteCode(
        { useCount },
        { headers: this.adminHeaders, encoding: 'application/json' },
      )
      return data.code
    },
    /** Stops the program with `signal` and starts it again on the same data. Returns the milliseconds of the start. */
    async restart(signal = 'SIGTERM') {
      await program.stop(signal)
      const began = performance.now()
      program = await start()
      return performance.now() - began
    },
    get pid() {
      return program.pid
    },
    logTail: () => program.logTail(),
    /** Stops the program; hostplant then checks all that it stored. */
    async stop() {
      await program.stop()
      if (kind !== 'hostplant') return
      await runProgram(required('HOSTPLANT_BIN'), ['check'], { env: environment, cwd: data })
    },
  }
}
