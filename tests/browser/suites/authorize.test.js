// Letting an app in: welcome, choice, sign-in, sign-up, consent, and the ways back; with and without JavaScript.

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { checkPage, openPage, startBrowser, startServer } from '../harness.js'

const SCOPE =
  'atproto transition:generic transition:chat.bsky account:email identity:* repo:com.example.note blob:image/* rpc:app.bsky.feed.getTimeline?aud=*'

let server
let browser
let app

before(async () => {
  server = await startServer()
  browser = await startBrowser()
  app = await startApp()
})

after(async () => {
  await browser?.close()
  await server?.stop()
  app?.stop()
})

/** An app on this machine. `answer` is what the browser brought last. */
async function startApp() {
  const app = { answer: null }
  const listener = createServer(async (request, reply) => {
    const url = new URL(request.url, 'http://127.0.0.1')
    let body = ''
    for await (const chunk of request) body += chunk
    if (url.pathname === '/callback') app.answer = request.method === 'POST' ? new URLSearchParams(body) : url.searchParams
    reply.setHeader('content-type', 'text/html').end('<!doctype html><title>app</title>back')
  })
  await new Promise((done) => listener.listen(0, '127.0.0.1', done))
  app.redirect = `http://127.0.0.1:${listener.address().port}/callback`
  app.stop = () => listener.close()
  return app
}

/** Pushes a request, and gives the address that the app sends browsers to. */
async function request(parameters = {}) {
  const scope = parameters.scope ?? SCOPE
  const id = new URL('http://localhost')
  id.searchParams.set('redirect_uri', 'http://127.0.0.1/callback')
  id.searchParams.set('scope', scope)
  const client_id = id.href.replace('localhost/?', 'localhost?')
  const challenge = createHash('sha256').update(randomBytes(32)).digest('base64url')
  const reply = await fetch(`${server.url}/oauth/par`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id,
      redirect_uri: app.redirect,
      response_type: 'code',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      state: 'state',
      ...parameters,
      scope,
    }),
  })
  const { request_uri, ...error } = await reply.json()
  assert.equal(reply.status, 201, JSON.stringify(error))
  return `/oauth/authorize?${new URLSearchParams({ client_id, request_uri })}`
}

/** Waits until the browser is back in the app. */
async function arrival(page) {
  await page.waitForURL(`${app.redirect.replace('/callback', '')}/**`)
  return app.answer
}

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
      const url = await request()
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
      const answer = await arrival(page)
      assert.deepEqual([...answer.keys()].sort(), ['code', 'iss', 'state'])
      assert.equal(answer.get('iss'), server.url)
      page.strange.length = 0
      await page.goto(url)
      await check(page, 'authorize-done')
      await page.context().close()
    })

    test('an app that only wants to know who it is says so', async () => {
      const page = await open()
      await page.goto(await request({ scope: 'atproto', login_hint: server.account.handle }))
      assert.equal(await page.inputValue('#username'), server.account.handle)
      await signIn(page)
      assert.match(await page.locator('main').innerText(), /only learns who you are/)
      await check(page, 'authorize-consent-profile')
      await page.click('text=Deny access')
      assert.equal((await arrival(page)).get('error'), 'access_denied')
      await page.context().close()
    })

    test('one of the accounts that are signed in is chosen', async () => {
      const page = await open()
      await page.goto(await request())
      await page.click('main a:has-text("Sign in")')
      await page.check('#remember')
      await signIn(page)
      await page.goto(await request({ scope: 'atproto' }))
      await check(page, 'authorize-picker')
      await page.click(`main a:has-text("${server.account.handle}")`)
      assert.equal(new URL(page.url()).pathname, '/oauth/authorize/consent')
      await page.goto(await request({ scope: 'atproto' }))
      await page.click('main button:has-text("Cancel")')
      assert.equal((await arrival(page)).get('error'), 'access_denied')
      await page.context().close()
    })

    test('an app that wants its answer posted gets it so', async () => {
      const page = await open()
      await page.goto(await request({ scope: 'atproto', response_mode: 'form_post' }))
      await page.click('main a:has-text("Sign in")')
      await signIn(page)
      await page.click('text=Authorize >> nth=-1')
      if (!javaScriptEnabled) {
        // Not photographed: a browser with scripts sends the form at once.
        assert.equal(await page.locator('h1').innerText(), 'Back to the app')
        await page.click(primary)
      }
      assert.match((await arrival(page)).get('code'), /^cod-/)
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
      await page.goto(await request({ scope: 'atproto' }))
      await page.click('main a:has-text("Sign in")')
      await signIn(page)
      await check(page, 'authorize-reactivate')
      await page.click(primary)
      assert.equal(new URL(page.url()).pathname, '/oauth/authorize/consent')
      await page.context().close()
    })

    test('somebody new is led through making an account', async () => {
      const page = await open()
      await page.goto(await request({ scope: 'atproto', prompt: 'create' }))
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
      await page.fill('#email', `${name}@mail.test`)
      await page.fill('#password', 'a long password')
      await page.click(primary)
      if (javaScriptEnabled) {
        await page.waitForURL('**/oauth/authorize/consent?**')
        assert.match(await page.locator('main').innerText(), new RegExp(name))
        assert.ok(await server.letter(`${name}@mail.test`), 'the address is to be confirmed')
      } else {
        // The check of the browser is a script; a person without one is told.
        await page.locator('.notice.error').waitFor()
        await check(page, 'sign-up-details-refused')
      }
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
  const reply = await fetch(server.url + (await request()), { redirect: 'manual' })
  assert.match(reply.headers.get('content-security-policy'), /frame-ancestors 'none'/)
  assert.equal(reply.headers.get('x-frame-options'), 'DENY')
})
