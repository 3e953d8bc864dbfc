// Owners change what their account is reached by: password, app passwords, e-mail address, handle.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkPage, openPage, signIn, startBrowser, startServer } from '../harness.js'

const EMAIL = 'alice@mail.test'
const CODE = /\b[A-Z2-7]{5}-[A-Z2-7]{5}\b/

let browser

before(async () => {
  browser = await startBrowser()
})

after(() => browser?.close())

for (const javaScriptEnabled of [false, true]) {
  const check = (page, name) => checkPage(browser, page, javaScriptEnabled ? `${name}.js` : name)

  describe(`with${javaScriptEnabled ? '' : 'out'} JavaScript`, () => {
    let server, page, base
    const seen = new Set()

    before(async () => {
      server = await startServer()
      page = await openPage(browser, server, { javaScriptEnabled })
      await page.goto('/account/sign-in')
      await signIn(page, server.account)
      base = `/account/u/${server.account.did}`
    })

    after(() => server?.stop())

    const said = () => page.locator('.notice.success').innerText()
    const call = async (nsid, body, token) => {
      const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
      const reply = await fetch(`${server.url}/xrpc/com.atproto.server.${nsid}`, { method: 'POST', headers, body: body && JSON.stringify(body) })
      return { status: reply.status, ...(await reply.json().catch(() => ({}))) }
    }
    const login = (password) => call('createSession', { identifier: server.account.handle, password })

    /** What of a letter to `to` was not seen before. */
    async function mailed(to, pattern = CODE) {
      for (let tries = 0; tries < 50; tries++) {
        const found = pattern.exec((await server.letter(to))?.text)?.[0]
        if (found && !seen.has(found)) {
          seen.add(found)
          return found
        }
        await sleep(100)
      }
      assert.fail(`no letter came to ${to}`)
    }

    test('an app password is made, shown once, used and revoked', async () => {
      await page.goto(`${base}/security`)
      await page.click('main a:has-text("App passwords")')
      await check(page, 'access-app-passwords')
      await page.fill('#name', 'My old <app>')
      await page.check('#access-chat')
      await page.click('main button.primary')
      const password = await page.locator('#app-password').innerText()
      assert.match(password, /^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/)
      assert.equal(await page.locator('.qr svg').count(), 1)
      await check(page, 'access-app-password-made')
      await page.click('main button.primary')
      assert.doesNotMatch(await page.content(), new RegExp(password))
      await page.goto(`${base}/app-passwords/made`)
      assert.equal(new URL(page.url()).pathname.split('/').at(-1), 'app-passwords', 'it is not shown again')
      assert.equal((await login(password)).status, 200)
      await page.fill('#name', 'My old <app>')
      await page.click('main button.primary')
      assert.match(await page.locator('#name-fault').innerText(), /already/)
      await check(page, 'access-app-passwords-wrong')
      await page.goto(`${base}/devices`)
      assert.match(await page.locator('main').innerText(), /My old <app>/)
      await check(page, 'access-sessions')
      await page.goto(`${base}/app-passwords`)
      await page.click('main li button')
      await check(page, 'access-app-password-revoke')
      await page.click('main button.danger')
      assert.match(await said(), /revoked/)
      assert.equal((await login(password)).status, 401)
    })

    test('a session of an app is ended', async () => {
      const { refreshJwt } = await login(server.account.password)
      await page.goto(`${base}/devices`)
      await page.click('section:has(#sessions) li button')
      assert.match(await said(), /ended/)
      assert.equal((await call('refreshSession', undefined, refreshJwt)).error, 'ExpiredToken')
    })

    test('the password is changed, and others are signed out', async () => {
      const other = await openPage(browser, server)
      await other.goto('/account/sign-in')
      await signIn(other, server.account)
      const { refreshJwt } = await login(server.account.password)
      await page.goto(`${base}/password`)
      await check(page, 'access-password')
      const send = async (current, next) => {
        await page.fill('#password', current)
        await page.fill('#new-password', next)
        await page.click('main button.primary')
      }
      await send('not the password', 'a new password')
      assert.match(await page.locator('#password-fault').innerText(), /wrong/)
      await check(page, 'access-password-wrong')
      await send(server.account.password, 'a new password')
      assert.match(await said(), /changed/)
      server.account.password = 'a new password'
      assert.match((await server.letter(EMAIL)).subject, /password was changed/)
      assert.equal((await call('refreshSession', undefined, refreshJwt)).error, 'ExpiredToken')
      await other.goto(base)
      assert.equal(new URL(other.url()).pathname, '/account/sign-in')
      await other.context().close()
      await page.goto(base)
      assert.equal(await page.locator('nav.tabs').count(), 1, 'this browser stays')
      assert.equal((await login('a new password')).status, 200)
    })

    test('everything is signed out at once', async () => {
      const { refreshJwt } = await login(server.account.password)
      await page.goto(`${base}/devices`)
      await page.click('text=Sign out everywhere >> nth=-1')
      await check(page, 'access-everywhere')
      await page.check('#apps')
      await page.click('main button.danger')
      assert.match(await said(), /Signed out/)
      assert.equal((await call('refreshSession', undefined, refreshJwt)).error, 'ExpiredToken')
    })

    test('the address is confirmed and changed, and the old one takes the change back', async () => {
      await page.goto(`${base}/email`)
      await check(page, 'access-email')
      await page.click('text=Send a code')
      const confirm = async (to) => {
        await page.fill('#code', await mailed(to))
        await page.click('main button.primary')
        assert.match(await said(), /confirmed/)
      }
      await page.fill('#code', 'AAAAA-BBBBB')
      await page.click('main button.primary')
      assert.match(await page.locator('#code-fault').innerText(), /wrong/)
      await confirm(EMAIL)
      await page.click('text=Change the address')
      const code = await mailed(EMAIL)
      await check(page, 'access-email-change')
      const change = async (code, email) => {
        await page.fill('#code', code)
        await page.fill('#email', email)
        await page.click('main button.primary')
      }
      await change('AAAAA-BBBBB', 'new@mail.test')
      assert.match(await page.locator('#code-fault').innerText(), /wrong/)
      await change(code, 'new@mail.test')
      assert.match(await said(), /Confirm it/)
      await confirm('new@mail.test')

      const letter = await server.letter(EMAIL)
      assert.match(letter.subject, /address of your account was changed/)
      const link = new URL(/http\S+undo-email\S+/.exec(letter.text)[0])
      const owner = await openPage(browser, server, { javaScriptEnabled })
      await owner.goto(link.pathname + link.search)
      assert.match(await owner.locator('main').innerText(), /becomes the address/)
      await checkPage(browser, owner, javaScriptEnabled ? 'access-email-undo.js' : 'access-email-undo')
      await page.goto(base)
      assert.match(await page.locator('main').innerText(), /new@mail\.test/, 'looking changes nothing')
      await owner.click('main button.primary')
      assert.match(await owner.locator('.notice.success').innerText(), /address is back/)
      assert.equal(new URL(owner.url()).pathname, '/account/reset-password')
      const again = await owner.goto(link.pathname + link.search)
      assert.equal(again.status(), 410, 'once')
      await owner.context().close()
      await page.goto(base)
      assert.equal(new URL(page.url()).pathname, '/account/sign-in', 'whoever changed it is out')
      await signIn(page, server.account)
      await page.goto(base)
      assert.match(await page.locator('main').innerText(), /alice@mail\.test\s+Confirmed/)
    })

    test('a backup address is confirmed, brings the owner in, and is removed', async () => {
      const second = 'alice@second.test'
      await page.goto(`${base}/email`)
      await page.click('main a[href$="/email/backup"]')
      await check(page, 'access-backup')
      await page.fill('#email', 'no address@')
      await page.locator('section[aria-labelledby=add] form').evaluate((form) => (form.noValidate = true))
      await page.click('section[aria-labelledby=add] button')
      assert.equal(await page.getAttribute('#email', 'aria-invalid'), 'true')
      await page.fill('#email', second)
      await page.click('section[aria-labelledby=add] button')
      await check(page, 'access-backup-pending')
      await page.fill('#code', await mailed(second))
      await page.click('section[aria-labelledby=pending] button.primary')
      assert.match(await page.locator('ul.list').innerText(), /alice@second\.test/)
      await check(page, 'access-backup-held')

      const other = await openPage(browser, server, { javaScriptEnabled })
      await other.goto('/account/sign-in')
      await other.fill('#username', second)
      await other.click('text=E-mail me a code')
      await other.fill('#code', await mailed(second, /\b[0-9]{8}\b/))
      await other.click('main button.primary')
      assert.match(await other.locator('main').innerText(), /alice@mail\.test/)
      await other.context().close()

      await page.click('ul.list button')
      assert.match(await said(), /no backup address any more/)
      assert.equal(await page.locator('ul.list').count(), 0)
    })

    test('the handle is changed, and another domain is looked at', async () => {
      await page.goto(`${base}/handle`)
      await check(page, 'access-handle')
      await page.fill('#handle', 'admin')
      await page.click('main button.primary')
      assert.match(await page.locator('#handle-fault').innerText(), /./)
      await page.fill('#handle', 'alicia')
      if (javaScriptEnabled) await page.locator('[data-handle-status]:has-text("free")').waitFor()
      else {
        await page.click('text=Check')
        assert.match(await said(), /free/)
      }
      await page.click('main button.primary')
      assert.match(await said(), /alicia\.test/)
      const { handle } = await fetch(`${server.url}/xrpc/com.atproto.repo.describeRepo?repo=${server.account.did}`).then((reply) => reply.json())
      assert.equal(handle, 'alicia.test')
      await page.goto(`${base}/handle`)
      await page.click('text=Use your own domain')
      await page.fill('#domain', 'Alicia.Example.Org')
      await page.click('main button.primary')
      const text = await page.locator('main').innerText()
      assert.match(text, /_atproto\.alicia\.example\.org/)
      assert.match(text, new RegExp(`did=${server.account.did}`))
      await page.click('main button:has-text("Check")')
      assert.match(await page.locator('.notice').innerText(), /Nothing at alicia\.example\.org/)
      await check(page, 'access-handle-own')
    })
  })
}
