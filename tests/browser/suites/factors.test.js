// Owners set up what proves who they are beside a password, sign in with it, and take it away again.

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startApp } from '../app.js'
import { checkPage, openPage, signIn, startBrowser, startServer } from '../harness.js'

let server
let browser
const seen = new Set()

before(async () => {
  browser = await startBrowser()
})

after(() => browser?.close())

/** The code that was mailed and not looked for before, as soon as it is there. */
async function mailed() {
  for (let tries = 0; tries < 50; tries++) {
    const code = CODE.exec((await server.letter(EMAIL))?.text)?.[0]
    if (code && !seen.has(code)) {
      seen.add(code)
      return code
    }
    await sleep(100)
  }
  assert.fail('no code came')
}

/** Starts a server whose account has a confirmed address. */
async function begin() {
  server = await startServer()
  const call = async (nsid, token, body) => {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }) }
    const reply = await fetch(`${server.url}/xrpc/com.atproto.server.${nsid}`, { method: 'POST', headers, body: body && JSON.stringify(body) })
    assert.equal(reply.status, 200, nsid)
    return reply.text()
  }
  const { handle: identifier, password } = server.account
  const { accessJwt } = JSON.parse(await call('createSession', null, { identifier, password }))
  await call('requestEmailConfirmation', accessJwt)
  const token = await mailed()
  await call('confirmEmail', accessJwt, { email: EMAIL, token })
}

const EMAIL = 'alice@mail.test'
const CODE = /\b[A-Z2-7]{5}-[A-Z2-7]{5}\b/
const primary = 'main button.primary'
const account = (page = '') => `/account/u/${server.account.handle}${page}`
const said = (page) => page.locator('.notice.success').innerText()
const trouble = (page) => page.locator('.notice.error').innerText()

/** The six digits of an authenticator app with `key`, so many steps from now. */
function digits(key, steps) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...key.replace(/ /g, '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const hash = createHmac('sha1', secret).update(step).digest()
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** Digits that an app with `key` does not show now. */
function wrongDigits(key) {
  const right = [-2, -1, 0, 1, 2].map((step) => digits(key, step))
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code))
}

/** Waits until the digits do not change for a while. */
async function calm() {
  const left = 30_000 - (Date.now() % 30_000)
  if (left < 12_000) await sleep(left)
}

/** Signs out, and begins to sign in anew. */
async function again(page) {
  await page.context().clearCookies()
  await signIn(page, server.account)
}

/** That the page that is open is one for those who are signed in. */
const inside = (page) => assert.equal(new URL(page.url()).pathname, `/account/u/${server.account.handle}`)

async function enter(page, code) {
  await page.fill('#code', code)
  await page.click('main form:has(#code) button')
}

for (const javaScriptEnabled of [false, true]) {
  const open = async () => {
    const page = await openPage(browser, server, { javaScriptEnabled })
    page.setDefaultTimeout(10_000)
    return page
  }
  const check = (page, name) => checkPage(browser, page, javaScriptEnabled ? `${name}.js` : name)

  describe(`with${javaScriptEnabled ? '' : 'out'} JavaScript`, () => {
    let app

    before(async () => {
      await begin()
      app = await startApp(server, 'atproto')
    })
    after(async () => {
      app?.stop()
      await server?.stop()
    })

    test('an authenticator app and recovery codes', async () => {
      const page = await open()
      await signIn(page, server.account)
      await page.goto(account())
      await page.click('nav >> text=Security')
      await check(page, 'factors-hub')
      await page.click('main a:has-text("Authenticator app")')
      await check(page, 'factors-authenticator')
      await page.click(primary)
      await check(page, 'factors-authenticator-setup')
      const key = await page.locator('#key').innerText()
      assert.equal(await page.locator('.qr svg').count(), 1)
      await calm()
      await page.fill('#code', wrongDigits(key))
      await page.click(primary)
      assert.match(await trouble(page), /digits are wrong/)
      await page.fill('#code', digits(key, -1))
      await page.click(primary)

      const codes = await page.locator('.codes li').allInnerTexts()
      assert.equal(codes.length, 10)
      await check(page, 'factors-recovery-codes-new')
      const [saved] = await Promise.all([page.waitForEvent('download'), page.click('text=Download')])
      assert.match(saved.suggestedFilename(), /^recovery-codes-alice.*\.txt$/)
      await page.click(primary)
      assert.match(await trouble(page), /Save the codes/)
      await check(page, 'factors-recovery-codes-not-saved')
      await page.check('#saved')
      await page.click(primary)
      assert.match(await said(page), /codes are ready/)
      await check(page, 'factors-hub-on')
      await page.goto(account('/security/recovery-codes/new'))
      assert.equal(new URL(page.url()).pathname, account('/security/recovery-codes'), 'never shown again')
      await check(page, 'factors-recovery-codes')

      await again(page)
      await check(page, 'factors-second-step')
      await enter(page, wrongDigits(key))
      assert.match(await trouble(page), /wrong/)
      const first = digits(key, 0)
      await enter(page, `${first.slice(0, 3)} ${first.slice(3)}`)
      inside(page)
      await again(page)
      await enter(page, first)
      assert.match(await trouble(page), /used already/)
      await enter(page, codes[0].toLowerCase())
      inside(page)
      await again(page)
      await enter(page, codes[0])
      assert.match(await trouble(page), /used already/)
      await enter(page, codes[1].replaceAll('-', ' '))
      await page.goto(account('/security/recovery-codes'))
      assert.match(await page.locator('main').innerText(), /8 left/)

      await page.context().clearCookies()
      await page.goto(await app.request({ login_hint: server.account.handle }))
      await page.fill('#password', server.account.password)
      await page.click(primary)
      await check(page, 'factors-authorize-second-step')
      await enter(page, wrongDigits(key))
      assert.match(await trouble(page), /wrong/)
      await enter(page, digits(key, 1))
      await page.click('text=Authorize >> nth=-1')
      assert.ok((await app.arrival(page)).get('code'))
      page.strange.length = 0
      await again(page)
      await enter(page, codes[4])

      const next = account('/security/authenticator')
      await page.goto(`${account('/confirm')}?next=${next}`)
      await check(page, 'factors-confirm')
      await page.fill('#password', 'not the password')
      await page.click(primary)
      assert.match(await trouble(page), /password is wrong/)
      await page.fill('#password', server.account.password)
      await page.click(primary)
      assert.equal(new URL(page.url()).pathname, next)
      await page.goto(`${account('/confirm')}?next=//evil.example`)
      await enter(page, codes[2])
      inside(page)

      await page.goto(account('/security/recovery-codes'))
      await page.click('main form button')
      assert.equal(await page.locator('.codes li', { hasText: codes[3] }).count(), 0)
      await page.goto(next)
      await check(page, 'factors-authenticator-on')
      await page.click('main a.danger')
      assert.match(await page.locator('.notice.warning').innerText(), /password alone/)
      await check(page, 'factors-authenticator-remove')
      await page.click('main button.danger')
      assert.match(await said(page), /removed/)
      await again(page)
      inside(page)
      await page.context().close()
    })

    test('codes by e-mail', async () => {
      const page = await open()
      await signIn(page, server.account)
      await page.goto(account('/security/email-codes'))
      await check(page, 'factors-email-codes')
      await page.click(primary)
      assert.match(await said(page), /mailed a code/)
      await page.context().clearCookies()
      await signIn(page, server.account)
      assert.match(await page.locator('main').innerText(), /e-mail to a•••@m•••\.test/)
      await check(page, 'factors-second-step-mail')
      await enter(page, 'AAAAA-AAAAA')
      assert.match(await trouble(page), /wrong/)
      await enter(page, await mailed())
      inside(page)
      await page.goto(account('/security/email-codes'))
      await page.click('main button.danger')
      assert.match(await said(page), /No code/)
      await page.context().close()
    })

    test('apps are refused the password', async () => {
      const login = async () => {
        const { handle: identifier, password } = server.account
        const body = JSON.stringify({ identifier, password })
        const headers = { 'content-type': 'application/json' }
        return (await fetch(`${server.url}/xrpc/com.atproto.server.createSession`, { method: 'POST', headers, body })).status
      }
      const page = await open()
      await signIn(page, server.account)
      await page.goto(account('/security'))
      await page.click('main a:has-text("Apps may use your password")')
      await check(page, 'factors-app-sign-in')
      assert.equal(await login(), 200)
      await page.click('main form button')
      assert.equal(await login(), 401)
      await page.goto(account('/security/app-sign-in'))
      await page.click('main form button')
      assert.equal(await login(), 200)
      await page.context().close()
    })
  })
}

/** Plugs an authenticator into the page's browser. */
async function plugIn(page, options) {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: { automaticPresenceSimulation: true, ...options },
  })
  /** Whether it recognises who touches it. */
  const recognises = (isUserVerified) => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })
  return { recognises }
}

/** Whether the browser knows who is signed in after it was closed. */
async function lasts(page) {
  const cookies = await page.context().cookies(server.url)
  return cookies.find((cookie) => cookie.name === 'device').expires > 0
}

/** A phone or computer that checks who touches it. */
const DEVICE = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true }
/** A key of the first kind: no storage, no PIN. */
const KEY = { protocol: 'u2f', transport: 'usb' }

describe('passkeys and security keys', () => {
  let app
  const check = (page, name) => checkPage(browser, page, name)
  const open = async () => {
    const page = await openPage(browser, server)
    page.setDefaultTimeout(10_000)
    return page
  }

  beforeEach(async () => {
    await begin()
    app = await startApp(server, 'atproto')
  })
  afterEach(async () => {
    app?.stop()
    await server?.stop()
  })

  test('a passkey is added, signs in alone, is renamed and removed', async () => {
    const page = await open()
    const device = await plugIn(page, DEVICE)
    await signIn(page, server.account)
    await page.goto(account('/security'))
    await page.click('main a:has-text("Passkeys")')
    await check(page, 'factors-passkeys-none')
    await page.click('main a:has-text("Add a passkey")')
    assert.match(await page.inputValue('#name'), /Chrome/)
    assert.equal(await page.locator('[data-passkey-less]').isVisible(), false)
    await check(page, 'factors-passkey-new')
    await page.fill('#name', 'My laptop')
    await page.click(primary)
    await page.check('#saved')
    await page.click(primary)
    await page.waitForURL('**/security/passkeys')
    assert.match(await page.locator('.list li').innerText(), /My laptop\s+Passkey[\s\S]*never used/)

    await page.context().clearCookies()
    // The field offers it, and whoever uses this authenticator always says yes.
    await page.goto('/account/sign-in')
    await page.waitForURL('**/account/u/**')
    assert.equal(await lasts(page), true, 'the box to be remembered was ticked')
    await page.goto(account('/security/passkeys'))
    assert.match(await page.locator('.list li').innerText(), /last used/)
    await check(page, 'factors-passkeys')

    await page.context().clearCookies()
    await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false')
    await page.goto(await app.request({ login_hint: server.account.handle }))
    await device.recognises(false)
    await page.click('text=Sign in with a passkey')
    await page.locator('[data-passkey-error]', { hasText: 'No passkey was used' }).waitFor()
    await check(page, 'factors-authorize-refused')
    await device.recognises(true)
    await page.click('text=Sign in with a passkey')
    await page.click('text=Authorize >> nth=-1')
    assert.ok((await app.arrival(page)).get('code'))
    page.strange.length = 0
    assert.equal(await lasts(page), false, 'the box to be remembered was not ticked')

    await again(page)
    await check(page, 'factors-second-step-passkey')
    await page.click('text=Use a passkey')
    await page.waitForURL('**/account/u/**')

    await page.goto(account('/security/passkeys'))
    await page.click('main .list a')
    await check(page, 'factors-passkey')
    await page.fill('#name', ' ')
    await page.click(primary)
    assert.match(await trouble(page), /64 characters/)
    await page.fill('#name', 'Old laptop')
    await page.click(primary)
    assert.match(await page.locator('.list li').innerText(), /Old laptop/)

    await page.goto(`${account('/confirm')}?next=${account('/security/passkeys')}`)
    await check(page, 'factors-confirm-passkey')
    await page.click('text=Use a passkey')
    await page.waitForURL('**/security/passkeys')
    await page.click('main .list a')
    await page.click('main a.danger')
    assert.match(await page.locator('.notice.warning').innerText(), /password alone/)
    await check(page, 'factors-passkey-remove')
    await page.click('main button.danger')
    assert.match(await said(page), /Old laptop. is removed/)
    await page.context().clearCookies()
    await page.goto('/account/sign-in')
    await page.click('text=Sign in with a passkey')
    assert.match(await trouble(page), /not accepted/)
    await page.context().close()
  })

  test('a security key is a second step', async () => {
    const page = await open()
    await plugIn(page, KEY)
    await signIn(page, server.account)
    await page.goto(account('/security/passkeys/new-key'))
    await check(page, 'factors-key-new')
    await page.click(primary)
    await page.check('#saved')
    await page.click(primary)
    await page.waitForURL('**/security/passkeys')
    assert.match(await page.locator('.list li').innerText(), /Security key/)
    await page.goto(account('/security/passkeys/new-key'))
    await page.click(primary)
    await page.locator('[data-passkey-error]', { hasText: 'added already' }).waitFor()
    await check(page, 'factors-key-known')

    await again(page)
    await page.click('text=Use a passkey or security key')
    await page.waitForURL('**/account/u/**')
    await page.context().clearCookies()
    await page.goto(await app.request({ login_hint: server.account.handle }))
    await page.fill('#password', server.account.password)
    await page.click(primary)
    await page.click('text=Use a passkey or security key')
    await page.click('text=Authorize >> nth=-1')
    assert.ok((await app.arrival(page)).get('code'))
    page.strange.length = 0

    const stranger = await open()
    await plugIn(stranger, KEY)
    await signIn(stranger, server.account)
    await stranger.click('text=Use a passkey or security key')
    await stranger.locator('[data-passkey-error]', { hasText: 'No passkey' }).waitFor()
    await stranger.context().close()

    await again(page)
    await page.click('text=Use a passkey or security key')
    await page.waitForURL('**/account/u/**')
    await page.goto(account('/security/passkeys'))
    await page.click('main .list a')
    await page.click('main a.danger')
    await page.click('main button.danger')
    assert.match(await said(page), /removed/)
    await page.context().close()
  })

  test('without JavaScript, the page says what it needs', async () => {
    const page = await openPage(browser, server, { javaScriptEnabled: false })
    await signIn(page, server.account)
    await page.goto(account('/security/passkeys/new'))
    assert.equal(await page.locator('[data-passkey-less]').isVisible(), true)
    assert.equal(await page.locator('#name').isVisible(), false)
    await page.screenshot({ path: `${process.env.BROWSER_SCREENSHOTS}/factors-passkey-new-plain.png` })
    await page.context().close()
  })

  test("another's passkey is not found", async () => {
    const page = await open()
    await signIn(page, server.account)
    for (const id of ['nothing', '0'.repeat(64)]) {
      assert.equal((await page.goto(account(`/security/passkeys/${id}`))).status(), 404)
      assert.equal((await page.goto(account(`/security/passkeys/${id}/remove`))).status(), 404)
    }
    await page.context().close()
  })
})

test('who has lost all but their mail still needs a recovery code', async () => {
  await begin()
  const page = await openPage(browser, server, { javaScriptEnabled: false })
  await signIn(page, server.account)
  await page.goto(account('/security/authenticator'))
  await page.click(primary)
  const key = await page.locator('#key').innerText()
  await page.fill('#code', digits(key, 0))
  await page.click(primary)
  const [code] = await page.locator('.codes li').allInnerTexts()
  const stranger = await openPage(browser, server, { javaScriptEnabled: false })
  await stranger.goto('/account/reset-password')
  await stranger.fill('#username', EMAIL)
  await stranger.click(primary)
  await stranger.fill('#code', await mailed())
  server.account.password = 'a new password'
  await stranger.fill('#password', server.account.password)
  await stranger.click(primary)
  await page.goto(account())
  assert.equal(new URL(page.url()).pathname, '/account/sign-in', 'signed out everywhere')
  await signIn(stranger, server.account)
  assert.equal(new URL(stranger.url()).pathname, '/account/sign-in/code', 'mail alone is not enough')
  assert.equal(await stranger.locator('text=Send me a code').count(), 0)
  await enter(stranger, code)
  inside(stranger)
  await page.context().close()
  await stranger.context().close()
  await server.stop()
})

test('the pages fit in every language, and recovery codes on paper', async () => {
  await begin()
  const page = await openPage(browser, server, { javaScriptEnabled: false })
  await signIn(page, server.account)
  for (const language of ['de', 'es', 'fr', 'ja', 'pt-BR', 'sv']) {
    await page.goto(account('/security'))
    await page.selectOption('#frame-language', language)
    await page.click('footer button')
    await checkPage(browser, page, `factors-hub-${language}`)
    for (const name of ['authenticator', 'recovery-codes', 'email-codes', 'app-sign-in', 'passkeys']) {
      await page.goto(account(`/security/${name}`))
      assert.equal(await page.getAttribute('html', 'lang'), language)
      await fits(page, name)
    }
  }
  await page.goto(account('/security/recovery-codes'))
  await page.click('main form button')
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.locator('main').locator('a:visible, button:visible, input:visible').count(), 0)
  assert.equal(await page.locator('.codes li:visible').count(), 10)
  await page.screenshot({ path: `${process.env.BROWSER_SCREENSHOTS}/factors-recovery-codes-print.png` })
  await page.context().close()
  await server.stop()
})

/** That a page needs no more width than a small phone has. */
async function fits(page, name) {
  const window = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  const root = await page.locator('html').boundingBox()
  const widest = await page.locator('main *').evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)))
  assert.ok(root.width <= 320 && widest <= 320, `${name} is ${widest} wide`)
  await page.setViewportSize(window)
}
