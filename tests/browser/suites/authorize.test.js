// Letting an app in: welcome, choice, sign-in, sign-up, consent, and the ways back; with and without JavaScript.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startApp } from '../app.js'
import { checkPage, openPage, startBrowser, startServer } from '../harness.js'

const SCOPE =
  'atproto transition:generic transition:chat.bsky account:email identity:* repo:com.example.note blob:image/* rpc:app.bsky.feed.getTimeline?aud=*'

let server
let browser
let app

before(async () => {
  server = await startServer()
  browser = await startBrowser()
  app = await startApp(server, SCOPE)
})

after(async () => {
  await browser?.close()
  await server?.stop()
  app?.stop()
})

/** A mailed code. */
const CODE = /\b[A-Z2-7]{5}-[A-Z2-7]{5}\b/

const primary = 'main button.primary'

async function signIn(page, account = server.account) {
  await page.fill('#username', account.handle)
  await page.fill('#password', account.password)
  await page.click(primary)
}

for (const javaScriptEnabled of [false, true]) {
  const open = () => openPage(browser, server, { javaScriptEnabled })
  const check = (page, name) => checkPage(browser, page, javaScriptEnabled ? `${name}.js` : name)

  describe(`with${javaScriptEnabled ? '' : 'out'} JavaScript`, () => {
    test('somebody signs in, chooses what to allow, and goes back to the app', async () => {
      const page = await open()
      const url = await app.request()
      await page.goto(url)
      await check(page, 'authorize-welcome')
      await page.click('main a:has-text("Sign in")')
      await check(page, 'authorize-sign-in')
      await page.fill('#username', server.account.handle)
      await page.fill('#password', 'not the password')
      await page.click(primary)
      assert.equal(await page.getAttribute('#password', 'aria-invalid'), 'true')
      await check(page, 'authorize-sign-in-wrong')
      await signIn(page)
      await page.locator('details summary').click()
      await check(page, 'authorize-consent')
      assert.equal(await page.locator('main .check input[type=checkbox]').count(), SCOPE.split(' ').length - 1)
      await page.uncheck('text=See your e-mail address')
      await page.check('text=One day')
      await page.click('text=Authorize >> nth=-1')
      const answer = await app.arrival(page)
      assert.deepEqual([...answer.keys()].sort(), ['code', 'iss', 'state'])
      assert.equal(answer.get('iss'), server.url)
      page.strange.length = 0
      await page.goto(url)
      await check(page, 'authorize-done')
      await page.context().close()
    })

    test('an app that only wants to know who it is says so', async () => {
      const page = await open()
      await page.goto(await app.request({ scope: 'atproto', login_hint: server.account.handle }))
      assert.equal(await page.inputValue('#username'), server.account.handle)
      await signIn(page)
      assert.match(await page.locator('main').innerText(), /only learns who you are/)
      await check(page, 'authorize-consent-profile')
      await page.click('text=Deny access')
      assert.equal((await app.arrival(page)).get('error'), 'access_denied')
      await page.context().close()
    })

    test('one of the accounts that are signed in is chosen', async () => {
      const page = await open()
      await page.goto(await app.request())
      await page.click('main a:has-text("Sign in")')
      await page.check('#remember')
      await signIn(page)
      await page.goto(await app.request({ scope: 'atproto' }))
      await check(page, 'authorize-picker')
      await page.click(`main a:has-text("${server.account.handle}")`)
      assert.equal(new URL(page.url()).pathname, '/oauth/authorize/consent')
      await page.goto(await app.request({ scope: 'atproto' }))
      await page.click('main button:has-text("Cancel")')
      assert.equal((await app.arrival(page)).get('error'), 'access_denied')
      await page.context().close()
    })

    test('an app that wants its answer posted gets it so', async () => {
      const page = await open()
      await page.goto(await app.request({ scope: 'atproto', response_mode: 'form_post' }))
      await page.click('main a:has-text("Sign in")')
      await signIn(page)
      await page.click('text=Authorize >> nth=-1')
      if (!javaScriptEnabled) {
        // Not photographed: a browser with scripts sends the form at once.
        assert.equal(await page.locator('h1').innerText(), 'Back to the app')
        await page.click(primary)
      }
      assert.match((await app.arrival(page)).get('code'), /^cod-/)
      await page.context().close()
    })

    test('an account that is switched off is switched on first', async () => {
      const call = async (nsid, token, body) => {
        const reply = await fetch(`${server.url}/xrpc/${nsid}`, {
          method: 'POST',
          headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }) },
          body: body && JSON.stringify(body),
        })
        assert.equal(reply.status, 200, nsid)
        return reply.headers.get('content-type')?.includes('json') ? reply.json() : null
      }
      const { handle: identifier, password } = server.account
      const { accessJwt } = await call('com.atproto.server.createSession', null, { identifier, password })
      await call('com.atproto.server.deactivateAccount', accessJwt, {})
      const page = await open()
      await page.goto(await app.request({ scope: 'atproto' }))
      await page.click('main a:has-text("Sign in")')
      await signIn(page)
      await check(page, 'authorize-reactivate')
      await page.click(primary)
      assert.equal(new URL(page.url()).pathname, '/oauth/authorize/consent')
      await page.context().close()
    })

    test('somebody new is led through making an account', async () => {
      const page = await open()
      await page.goto(await app.request({ scope: 'atproto', prompt: 'create' }))
      await check(page, 'sign-up-handle')
      const name = javaScriptEnabled ? 'newcomer' : 'newperson'
      await page.fill('#handle', 'al')
      if (javaScriptEnabled) {
        await page.fill('#handle', server.account.handle.split('.')[0])
        await page.locator('[data-handle-status].fault').waitFor()
      }
      await page.click(primary)
      await page.locator('#handle-fault').waitFor()
      await check(page, 'sign-up-handle-refused')
      await page.fill('#handle', name)
      if (!javaScriptEnabled) {
        await page.click('main button:has-text("Check")')
        assert.match(await page.locator('.notice.success').innerText(), /is free/)
      }
      await page.click(primary)
      await check(page, 'sign-up-details')
      const note = page.locator('.notice', { hasText: 'JavaScript is off' })
      assert.equal(await note.isVisible(), !javaScriptEnabled)
      assert.equal(await page.locator('[data-work-status]').isVisible(), javaScriptEnabled)
      await page.fill('#email', `${name}@mail.test`)
      await page.fill('#password', 'a long password')
      await page.click(primary)
      if (!javaScriptEnabled) {
        // Nothing vouches for a person but the code.
        assert.equal(new URL(page.url()).pathname, '/account/sign-up/code')
        await check(page, 'sign-up-code')
        await page.fill('#code', 'AAAAA-AAAAA')
        await page.click(primary)
        await page.locator('#code-fault').waitFor()
        await check(page, 'sign-up-code-refused')
        await page.click('main button[name=mail]')
        assert.match(await page.locator('.notice.error').innerText(), /a moment ago/)
        const { text } = await server.letter(`${name}@mail.test`)
        await page.fill('#code', CODE.exec(text)[0].toLowerCase())
        await page.click(primary)
      }
      await page.waitForURL('**/oauth/authorize/consent?**')
      assert.match(await page.locator('main').innerText(), new RegExp(name))
      const letters = await server.letters(`${name}@mail.test`)
      const confirms = letters.filter((letter) => /Confirm/.test(letter.subject))
      assert.equal(confirms.length, javaScriptEnabled ? 1 : 0, 'what is proven is not asked for')
      await page.context().close()
    })

    test('the holder of an address is told, and nobody else', async () => {
      if (javaScriptEnabled) return
      const page = await open()
      await page.goto('/account/sign-up')
      await page.fill('#handle', 'another-alice')
      await page.click(primary)
      const begin = async (email) => {
        await page.goto('/account/sign-up/details')
        await page.fill('#email', email)
        await page.fill('#password', 'a long password')
        await page.click(primary)
        return (await page.locator('main').innerText()).replace(email, '')
      }
      const unknown = await begin('nobody-yet@mail.test')
      const known = await begin('alice@mail.test')
      assert.equal(known, unknown, 'the same words for everybody')
      assert.match((await server.letter('alice@mail.test')).subject, /have an account already/)
      await page.fill('#code', 'AAAAA-AAAAA')
      await page.click(primary)
      assert.equal(new URL(page.url()).pathname, '/account/sign-up/code')
      await page.context().close()
    })

    test('a request that is over leads nowhere', async () => {
      const page = await open()
      const gone = new URLSearchParams({
        client_id: 'http://localhost',
        request_uri: `urn:ietf:params:oauth:request_uri:req-${'0'.repeat(32)}`,
      })
      assert.equal((await page.goto(`/oauth/authorize?${gone}`)).status(), 410)
      await check(page, 'authorize-over')
      await page.context().close()
    })
  })
}

test('a page of a request cannot be framed', async () => {
  const reply = await fetch(server.url + (await app.request()), { redirect: 'manual' })
  assert.match(reply.headers.get('content-security-policy'), /frame-ancestors 'none'/)
  assert.equal(reply.headers.get('x-frame-options'), 'DENY')
})
