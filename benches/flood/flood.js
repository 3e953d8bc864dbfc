// Asks for codes and guesses them as a botnet would: everybody at once, each from an address of their own unless the
// phase says otherwise. A proxy on this machine is believed about where visitors are, so one machine can be many.

'use strict'

const { spawn } = require('node:child_process')
const { mkdtemp, rm } = require('node:fs/promises')
const net = require('node:net')
const os = require('node:os')
const path = require('node:path')

const VISITORS = Number(process.argv[2] ?? 200)
/** Wrong codes that each visitor enters. */
const GUESSES = 10

const freePort = () =>
  new Promise((done) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })

/** Runs `work` against a new server whose limits hold. */
async function withServer(work) {
  const data = await mkdtemp(path.join(os.tmpdir(), 'hostplant-flood-'))
  const [port, plcPort] = [await freePort(), await freePort()]
  const args = ['dev', '--port', port, '--plc-port', plcPort, '--data-dir', data, '--set', 'limits.enabled=true', '--set', 'http.max_connections=1024']
  const child = spawn(process.env.HOSTPLANT_BIN, args.map(String), { stdio: ['ignore', 'pipe', 'ignore'] })
  let said = ''
  await new Promise((done, fail) => {
    child.stdout.on('data', (chunk) => /^ *did +\S+/m.test((said += chunk)) && done())
    child.on('exit', (code) => fail(new Error(`the server ended with ${code}: ${said}`)))
  })
  try {
    return await work(`http://localhost:${port}`)
  } finally {
    child.removeAllListeners('exit')
    const gone = new Promise((done) => child.once('exit', done))
    child.kill('SIGTERM')
    await gone
    await rm(data, { recursive: true, force: true })
  }
}

/** A browser at an address. */
class Visitor {
  constructor(url, address) {
    Object.assign(this, { url, address, cookie: '' })
  }

  async fetch(where, form) {
    const headers = { 'x-forwarded-for': this.address, cookie: this.cookie, origin: this.url }
    const options = form ? { method: 'POST', body: new URLSearchParams(form) } : {}
    const reply = await fetch(new URL(where, this.url), { ...options, headers, redirect: 'manual' })
    const cookies = reply.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
    if (cookies.length > 0) this.cookie = cookies.join('; ')
    return { status: reply.status, location: reply.headers.get('location') ?? '', html: await reply.text() }
  }

  /** The hidden token of the form of a page that has `name`. */
  async token(where, name) {
    const { html } = await this.fetch(where)
    const form = html.split('<form').find((form) => form.includes(`name="${name}"`))
    return form && /name="csrf" value="([^"]+)"/.exec(form)[1]
  }

  /** Asks for a code. Whether the page where it is entered came, which says nothing of a letter. */
  async ask(email) {
    const csrf = await this.token('/account/sign-in', 'username')
    if (!csrf) return 'refused'
    const { status, location } = await this.fetch('/account/sign-in', { csrf, username: email, password: '', mail: '1' })
    return location.includes('/account/code') ? 'asked' : status === 303 ? 'told to wait' : `answered ${status}`
  }

  /** Enters a wrong code. What was said of it. */
  async guess() {
    const csrf = await this.token('/account/code', 'code')
    if (!csrf) return 'no code is asked for any more'
    const { status, html } = await this.fetch('/account/code', { csrf, code: String(Math.floor(Math.random() * 1e8)).padStart(8, '0') })
    return status === 422 ? /class="fault"[^>]*>([^<]*)/.exec(html)?.[1] : `answered ${status}`
  }
}

const everywhere = (nth) => `198.${18 + (nth >> 16)}.${(nth >> 8) & 255}.${nth & 255}`
const letters = async (url) => (await (await fetch(`${url}/dev/mail.json`)).json()).length

function tally(answers) {
  const counts = new Map()
  for (const answer of answers.flat()) counts.set(answer, (counts.get(answer) ?? 0) + 1)
  return [...counts].map(([answer, count]) => `${count} × ${answer}`).join(', ')
}

async function phase(name, bound, visit) {
  await withServer(async (url) => {
    const begun = performance.now()
    const answers = await Promise.all(Array.from({ length: VISITORS }, (_, nth) => visit(url, nth)))
    const seconds = ((performance.now() - begun) / 1000).toFixed(1)
    // The queue hands letters on as they come.
    await new Promise((done) => setTimeout(done, 1_000))
    const sent = await letters(url)
    console.log(`${name}: ${sent} letters of at most ${bound}, in ${seconds} s (${tally(answers)})`)
    if (sent > bound) process.exitCode = 1
  })
}

async function main() {
  await phase('many networks, one address', 3, (url, nth) => new Visitor(url, everywhere(nth)).ask('alice@mail.test'))
  await phase('one network, many addresses', 10, (url, nth) => new Visitor(url, '203.0.113.7').ask(`person${nth}@mail.test`))
  await phase('many networks, many addresses', 30, (url, nth) => new Visitor(url, everywhere(nth)).ask(`person${nth}@mail.test`))
  await phase(`many networks guess the code of one address, ${GUESSES} times each`, 3, async (url, nth) => {
    const visitor = new Visitor(url, everywhere(nth))
    const answers = [await visitor.ask('alice@mail.test')]
    for (let turn = 0; turn < GUESSES; turn++) answers.push(await visitor.guess())
    return answers
  })
}

main()
