// Certificates from an authority: Pebble, with which Let's Encrypt tests its clients.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import tls from 'node:tls'
import { freePort, startProgram } from '../processes.js'

const HOST = 'pds.example.com'

let dir, ports, dns, authority, server

/** Asks something of a server on this machine whose certificate is its own. */
function ask(url, { method = 'GET', body, ca, servername, headers } = {}) {
  return new Promise((done, fail) => {
    const options = { method, headers: { 'user-agent': 'interop', ...headers }, ca, servername, agent: false, rejectUnauthorized: Boolean(ca) }
    const client = url.startsWith('https:') ? https : http
    const request = client.request(url, options, async (answer) => {
      let text = ''
      for await (const chunk of answer) text += chunk
      done({ status: answer.statusCode, headers: answer.headers, text })
    })
    request.on('error', fail)
    request.end(body)
  })
}

/** The certificate that the server shows for a name, or `null` when it has none. */
function shown(name) {
  return new Promise((done) => {
    const options = { host: '127.0.0.1', port: ports.tls, servername: name, ca: authority?.root, minVersion: 'TLSv1.2' }
    const socket = tls.connect(options, () => {
      done(socket.getPeerCertificate())
      socket.destroy()
    })
    socket.on('error', () => done(null))
  })
}

async function until(what, found, patience = 30_000) {
  const end = Date.now() + patience
  while (Date.now() < end) {
    const result = await found()
    if (result) return result
    await new Promise((done) => setTimeout(done, 200))
  }
  throw new Error(`waited in vain for ${what}: ${await server?.logTail()}`)
}

/** Starts the authority. It looks at names on the ports that it is told. */
async function startAuthority({ tlsPort = ports.tls, httpPort = ports.http } = {}) {
  const config = {
    pebble: {
      listenAddress: `127.0.0.1:${ports.directory}`,
      managementListenAddress: `127.0.0.1:${ports.management}`,
      certificate: path.join(dir, 'authority.pem'),
      privateKey: path.join(dir, 'authority.key'),
      httpPort,
      tlsPort,
      ocspResponderURL: '',
      externalAccountBindingRequired: false,
      retryAfter: { authz: 1, order: 1 },
      profiles: { default: { description: 'as usual', validityPeriod: 7_776_000 } },
    },
  }
  await writeFile(path.join(dir, 'pebble.json'), JSON.stringify(config))
  const program = await startProgram({
    name: 'pebble',
    dir: path.join(dir, 'pebble'),
    command: process.env.INTEROP_PEBBLE,
    args: ['-config', path.join(dir, 'pebble.json'), '-dnsserver', `127.0.0.1:${ports.dns}`],
    env: { PATH: process.env.PATH, PEBBLE_VA_NOSLEEP: '1', PEBBLE_AUTHZREUSE: '0' },
    ready: async () => (await ask(`https://127.0.0.1:${ports.directory}/dir`)).status === 200,
  })
  const { text: root } = await ask(`https://127.0.0.1:${ports.management}/roots/0`)
  return Object.assign(program, { root })
}

function startServer(more = {}) {
  const settings = {
    'service.hostname': HOST,
    'service.dev_mode': 'true',
    'accounts.invite_required': 'false',
    'http.listen': `127.0.0.1:${ports.http}`,
    'identity.directory': `127.0.0.1:${ports.plc}`,
    'tls.mode': 'acme',
    'tls.listen': `127.0.0.1:${ports.tls}`,
    'tls.acme_directory': `https://localhost:${ports.directory}/dir`,
    'tls.acme_root': path.join(dir, 'authority.pem'),
    'tls.acme_contact': 'operator@example.com',
    ...more,
  }
  const args = ['serve', '--data-dir', path.join(dir, 'data')]
  for (const [name, value] of Object.entries(settings)) args.push('--set', `${name}=${value}`)
  return startProgram({
    name: 'hostplant',
    dir: path.join(dir, 'server'),
    command: process.env.HOSTPLANT_BIN,
    args,
    env: { PATH: process.env.PATH, PDS_ADMIN_PASSWORD: 'admin' },
    ready: async () => (await ask(`http://127.0.0.1:${ports.http}/`)).status === 308,
  })
}

const files = async () => (await readdir(path.join(dir, 'data', 'acme'))).filter((name) => name.endsWith('.pem')).sort()

const ordered = () => path.join(dir, 'data', 'acme', 'ordered.json')

async function signUp(handle) {
  const made = await ask(`https://127.0.0.1:${ports.tls}/xrpc/com.atproto.server.createAccount`, {
    method: 'POST',
    body: JSON.stringify({ handle, email: `${handle}@mail.test`, password: randomBytes(12).toString('hex') }),
    ca: authority.root,
    servername: HOST,
    headers: { host: HOST, 'content-type': 'application/json' },
  })
  assert.equal(made.status, 200, made.text)
  return JSON.parse(made.text)
}

describe('certificates from an authority', () => {
  before(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'hostplant-acme-'))
    ports = {}
    for (const name of ['dns', 'dnsManagement', 'directory', 'management', 'http', 'tls', 'plc', 'nobody']) ports[name] = await freePort()
    for (const name of ['pebble', 'server', 'dns', 'data']) await mkdir(path.join(dir, name), { recursive: true, mode: 0o700 })
    const files = ['-keyout', path.join(dir, 'authority.key'), '-out', path.join(dir, 'authority.pem')]
    const about = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-addext', 'basicConstraints=critical,CA:FALSE']
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30']
    execFileSync('openssl', ['req', '-x509', ...key, ...about, ...files], { stdio: 'ignore' })
    dns = await startProgram({
      name: 'challtestsrv',
      dir: path.join(dir, 'dns'),
      command: process.env.INTEROP_CHALLTESTSRV,
      args: ['-defaultIPv6', '', '-defaultIPv4', '127.0.0.1', '-dnsserver', `127.0.0.1:${ports.dns}`, '-http01', '', '-https01', '', '-tlsalpn01', '', '-doh', '', '-management', `127.0.0.1:${ports.dnsManagement}`],
      env: { PATH: process.env.PATH },
      ready: async () => Boolean((await ask(`http://127.0.0.1:${ports.dnsManagement}/`)).status),
    })
    authority = await startAuthority()
    server = await startServer()
  })

  after(async () => {
    await server?.stop()
    await authority?.stop()
    await dns?.stop()
    if (!process.env.INTEROP_KEEP) await rm(dir, { recursive: true, force: true })
  })

  test('the host name gets one, and is served with it', async () => {
    const certificate = await until('a certificate', () => shown(HOST))
    assert.equal(certificate.subjectaltname, `DNS:${HOST}`)
    assert.deepEqual(await files(), [`${HOST}.pem`])
    const health = await ask(`https://127.0.0.1:${ports.tls}/xrpc/_health`, { ca: authority.root, servername: HOST, headers: { host: HOST } })
    assert.equal(health.status, 200)
    const page = await ask(`https://127.0.0.1:${ports.tls}/account/sign-in`, { ca: authority.root, servername: HOST, headers: { host: HOST } })
    assert.match(page.headers['strict-transport-security'], /max-age/)
    assert.match(page.headers['set-cookie'].join(), /^__Host-/)
  })

  test('plain connections are led to the encrypted address', async () => {
    const plain = await ask(`http://127.0.0.1:${ports.http}/account?x=1`, { headers: { host: `${HOST}:${ports.http}` } })
    assert.deepEqual([plain.status, plain.headers.location], [308, `https://${HOST}:${ports.tls}/account?x=1`])
    const elsewhere = await ask(`http://127.0.0.1:${ports.http}/`, { headers: { host: 'evil.example' } })
    assert.equal(elsewhere.headers.location, `https://${HOST}:${ports.tls}/`)
    const sent = await ask(`http://127.0.0.1:${ports.http}/xrpc/com.atproto.server.createSession`, { method: 'POST', body: '{}' })
    assert.equal(sent.status, 403)
    const nothing = await ask(`http://127.0.0.1:${ports.http}/.well-known/acme-challenge/none`)
    assert.equal(nothing.status, 404)
  })

  test('a handle gets one when somebody asks for it, and a name that is no handle does not', async () => {
    const handle = `alice.${HOST}`
    const { did: owner } = await signUp(handle)
    for (const name of [`nobody.${HOST}`, 'elsewhere.example.org']) assert.equal(await shown(name), null)
    const certificate = await until('a certificate for a handle', () => shown(handle))
    assert.equal(certificate.subjectaltname, `DNS:${handle}`)
    const did = await ask(`https://127.0.0.1:${ports.tls}/.well-known/atproto-did`, { ca: authority.root, servername: handle, headers: { host: handle } })
    assert.equal(did.text.trim(), owner)
    assert.deepEqual(await files(), [`${handle}.pem`, `${HOST}.pem`].sort())
    await until('it to be counted', async () => (await readFile(ordered(), 'utf8').then(JSON.parse, () => [])).length === 1)
  })

  test('a week has certificates for so many handles', async () => {
    await server.stop()
    const counted = await readFile(ordered(), 'utf8')
    await writeFile(ordered(), JSON.stringify(Array(40).fill(Math.floor(Date.now() / 1_000) - 60)))
    server = await startServer()
    const handle = `carol.${HOST}`
    await signUp(handle)
    assert.equal(await shown(handle), null)
    await until('it to be said', async () => /no certificate is ordered: .*carol/.test(await server.logTail()))
    assert.ok(await shown(`alice.${HOST}`), 'what is there stays')
    await server.stop()
    await writeFile(ordered(), counted)
    server = await startServer()
    await until('a certificate', () => shown(handle))
  })

  test('certificates outlive a restart, and are renewed when the authority says so', async () => {
    const { serialNumber } = await shown(HOST)
    const account = () => readFile(path.join(dir, 'data', 'acme', 'account.json'), 'utf8').then(JSON.parse)
    assert.equal((await account()).contact, 'operator@example.com')
    await server.stop()
    server = await startServer({ 'tls.acme_contact': 'another@example.com' })
    assert.equal((await until('the certificate', () => shown(HOST))).serialNumber, serialNumber)
    await until('the authority to be told who is reached where', async () => (await account()).contact === 'another@example.com')
    const pem = await readFile(path.join(dir, 'data', 'acme', `${HOST}.pem`), 'utf8')
    const certificate = pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----'))
    const day = 86_400_000
    const suggestedWindow = { start: new Date(Date.now() - 2 * day).toISOString(), end: new Date(Date.now() - day).toISOString() }
    const set = await ask(`https://127.0.0.1:${ports.management}/set-renewal-info/`, {
      method: 'POST',
      body: JSON.stringify({ certificate, ariResponse: JSON.stringify({ suggestedWindow }) }),
    })
    assert.equal(set.status, 200, set.text)
    await server.stop()
    server = await startServer()
    await until('another certificate', async () => (await shown(HOST))?.serialNumber !== serialNumber)
  })

  test('an authority that fails and forgets is asked again, and proven to in another way', async () => {
    await server.stop()
    await authority.stop()
    await rm(path.join(dir, 'data', 'acme', `${HOST}.pem`))
    // It does not know the account any more, and finds nobody where it looks over TLS.
    authority = await startAuthority({ tlsPort: ports.nobody })
    server = await startServer()
    const trouble = () => readFile(path.join(dir, 'data', 'acme', 'trouble.json'), 'utf8').then(JSON.parse, () => null)
    const failed = await until('a failure', async () => (await trouble())?.[HOST])
    assert.equal(failed.count, 1)
    assert.equal(await shown(HOST), null)
    // A restart does not make it forget when to try again.
    await server.stop()
    server = await startServer()
    assert.deepEqual((await trouble())[HOST], failed)
    await until('a certificate over plain HTTP', () => shown(HOST), 120_000)
    assert.equal((await trouble())[HOST], undefined)
  })

  test('with a command that sets DNS records there is one for all handles of the domain', async () => {
    const [hook, calls] = [path.join(dir, 'hook'), path.join(dir, 'calls')]
    const script = `#!${process.execPath}
const { appendFileSync } = require('node:fs')
const [act, host, value] = process.argv.slice(2)
appendFileSync(${JSON.stringify(calls)}, JSON.stringify({ act, host, sees: Object.keys(process.env) }) + '\\n')
const call = { method: 'POST', body: JSON.stringify({ host: host + '.', value }) }
fetch('http://127.0.0.1:${ports.dnsManagement}/' + act + '-txt', call).then((answer) => process.exit(answer.ok ? 0 : 1))
`
    await writeFile(hook, script, { mode: 0o700 })
    await server.stop()
    server = await startServer({ 'tls.acme_dns_hook': hook })
    const certificate = await until('a certificate for all handles', () => shown(`bob.${HOST}`), 60_000)
    assert.equal(certificate.subjectaltname, `DNS:*.${HOST}`)
    const called = (await readFile(calls, 'utf8')).trim().split('\n').map((line) => JSON.parse(line))
    const record = `_acme-challenge.${HOST}`
    assert.deepEqual(called.map(({ act, host }) => [act, host]), [['set', record], ['clear', record]])
    for (const { sees } of called) assert.ok(!sees.includes('PDS_ADMIN_PASSWORD'), 'secrets stay with the server')
  })
})
