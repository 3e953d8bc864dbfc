// A development server with an account, a browser, and the checks that every page must pass.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { HtmlValidate } from 'html-validate'
import { chromium } from 'playwright-core'

const require = createRequire(import.meta.url)
const AXE = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8')

/** Largest page in bytes, images and style sheets apart. */
const MAX_PAGE_BYTES = 30 * 1024

/** What is photographed, by name. */
const VIEWS = [
  { name: 'phone-light', width: 320, height: 640, colorScheme: 'light' },
  { name: 'phone-dark', width: 390, height: 844, colorScheme: 'dark' },
  { name: 'desktop-light', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'desktop-dark', width: 1280, height: 800, colorScheme: 'dark' },
]

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Taste, not validity.
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    'attribute-empty-style': 'off',
    'long-title': 'off',
    'attribute-boolean-style': 'off',
    'doctype-style': 'off',
    'no-implicit-button-type': 'error',
    // Pages that wait look again by themselves, within noscript: where scripts run, axe looks for this.
    'meta-refresh': 'off',
    // `autocomplete="username webauthn"` is what the standard asks for.
    'valid-autocomplete': 'off',
    // The second list of a page that has one anyway.
    'prefer-native-element': 'off',
  },
})

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer()
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address()
  await new Promise((done) => server.close(done))
  return port
}

/**
 * Starts a development server. `settings` are `section.key=value`.
 * `account` is its first account: `{handle, password, did}`.
 */
export async function startServer(settings = []) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(settings)
    } catch (error) {
      // Between looking for free ports and listening on them another program may take one.
      if (attempt === 3 || !error.message.includes('Address already in use')) throw error
    }
  }
}

async function startOnce(settings) {
  const data = await mkdtemp(path.join(os.tmpdir(), 'hostplant-browser-'))
  const [port, plcPort] = [await freePort(), await freePort()]
  const args = ['dev', '--port', port, '--plc-port', plcPort, '--data-dir', data]
  for (const setting of settings) args.push('--set', setting)
  const child = spawn(process.env.HOSTPLANT_BIN, args.map(String), { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const said = new Promise((done, fail) => {
    const listen = (chunk) => {
      output += chunk
      if (/^ *did +\S+/m.test(output)) done()
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('exit', (code) => fail(new Error(`the server ended with ${code}: ${output}`)))
  })
  const patience = setTimeout(() => child.kill(), 60_000)
  await said
  clearTimeout(patience)
  const field = (name) => new RegExp(`^ *${name} +(\\S+)`, 'm').exec(output)[1]
  const url = `http://localhost:${port}`
  return {
    url,
    plcUrl: `http://localhost:${plcPort}`,
    account: { handle: field('handle'), password: field('password'), did: field('did') },
    /** The letters to an address, the newest last. */
    async letters(to) {
      const letters = await (await fetch(`${url}/dev/mail.json`)).json()
      return letters.filter((letter) => letter.to === to)
    },
    /** The newest letter to an address. */
    async letter(to) {
      return (await this.letters(to)).at(-1)
    },
    async stop() {
      child.removeAllListeners('exit')
      const gone = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await gone
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Starts the browser. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: process.getuid() === 0 ? ['--no-sandbox'] : [],
  })
}

/**
 * A page of a browser that nobody has used, whose requests to anywhere but `server` fail the test.
 * `options.javaScriptEnabled` is true unless told.
 */
export async function openPage(browser, server, options = {}) {
  const context = await browser.newContext({ baseURL: server.url, locale: 'en', bypassCSP: false, ...options })
  const page = await context.newPage()
  const strange = []
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(server.url) && !url.startsWith('data:')) strange.push(url)
  })
  page.on('pageerror', (error) => strange.push(String(error)))
  page.on('console', (message) => {
    // A page that says what is wrong with a form is no failure of its own, nor one that waits for a server to be back.
    const waits = message.location().url.endsWith('/-/start')
    if (message.type() === 'error' && !waits && !/status of (4\d\d)/.test(message.text())) strange.push(message.text())
  })
  page.strange = strange
  return page
}

/**
 * Checks the page that is open: valid HTML, one heading, small, accessible, no wider than its window, nothing loaded
 * from elsewhere; and photographs it as `name`.
 */
export async function checkPage(browser, page, name) {
  const html = await page.content()
  const bytes = Buffer.byteLength(html)
  assert.ok(bytes < MAX_PAGE_BYTES, `${name} has ${bytes} bytes`)
  assert.deepEqual(page.strange, [], `${name} asked others, or failed`)
  const raw = await page.evaluate(() => new XMLSerializer().serializeToString(document.doctype) + document.documentElement.outerHTML)
  const report = await validator.validateString(raw)
  const faults = report.results.flatMap((result) => result.messages)
  assert.deepEqual(faults.map((fault) => `${fault.ruleId}: ${fault.message} (${fault.selector})`), [], name)
  assert.equal(await page.locator('h1').count(), 1, `${name} has one heading`)

  // A browser with scripts looks at the same document: rules of accessibility are a script.
  const folder = process.env.BROWSER_SCREENSHOTS
  await mkdir(folder, { recursive: true })
  const copy = await browser.newContext({ bypassCSP: true, ignoreHTTPSErrors: true })
  try {
    const twin = await copy.newPage()
    let missing = []
    twin.on('requestfailed', (request) => missing.push(`${request.url()}: ${request.failure().errorText}`))
    twin.on('response', (response) => {
      if (!response.ok()) missing.push(`${response.url()}: ${response.status()}`)
    })
    const origin = new URL(page.url()).origin
    await twin.route(`${origin}/**`, async (route) => {
      if (route.request().url().endsWith('/-/start')) await route.abort()
      else if (route.request().isNavigationRequest()) await route.fulfill({ body: html, contentType: 'text/html' })
      else await route.continue()
    })
    for (const view of VIEWS) {
      await twin.setViewportSize({ width: view.width, height: view.height })
      await twin.emulateMedia({ colorScheme: view.colorScheme })
      // With all its parts: the server may be starting anew at this moment.
      for (let tries = 0; tries < 40; tries++) {
        missing = []
        await twin.goto(page.url())
        if (missing.length === 0) break
        await new Promise((done) => setTimeout(done, 500))
      }
      assert.deepEqual(missing, [], `${name} lacks parts`)
      const width = await twin.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(width <= view.width, `${name} is ${width} wide at ${view.width}`)
      await twin.evaluate(AXE)
      const { violations } = await twin.evaluate(() => globalThis.axe.run())
      const found = violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' | ')}`)
      assert.deepEqual(found, [], `${name} in ${view.name}`)
      await twin.screenshot({ path: path.join(folder, `${name}.${view.name}.png`), fullPage: true })
    }
  } finally {
    await copy.close()
  }
}

/**
 * Has the pages of `page` that wait for a restart look in vain until `found` is called, which says how often they did:
 * without scripts that is never.
 */
export async function hide(page) {
  let hidden = true
  let looks = 0
  await page.route('**/-/start', async (route) => {
    looks += 1
    if (hidden) await route.abort('connectionrefused')
    else await route.continue()
  })
  return {
    found() {
      hidden = false
      return looks
    },
  }
}

/** Signs in on the account pages, with a password alone. */
export async function signIn(page, account) {
  await page.goto('/account/sign-in')
  await page.fill('#username', account.handle)
  await page.fill('#password', account.password)
  await page.click('main button.primary')
}
