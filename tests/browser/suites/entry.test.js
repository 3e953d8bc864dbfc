// Coming in and going out: landing, sign-in, picker, reset, language, errors; with and without JavaScript.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { checkPage, openPage, signIn, startBrowser, startServer } from '../harness.js'

let server
let browser

before(async () => {
  server = await startServer()
  browser = await startBrowser()
})

after(async () => {
  await browser?.close()
  await server?.stop()
})

for (const javaScriptEnabled of [false, true]) {
  const how = javaScriptEnabled ? 'js' : 'plain'
  const open = () => openPage(browser, server, { javaScriptEnabled })
  const check = (page, name) => checkPage(browser, page, javaScriptEnabled ? `${name}.js` : name)

  describe(`with${javaScriptEnabled ? '' : 'out'} JavaScript`, () => {
    test('the landing page tells what this is', async () => {
      const page = await open()
      await page.goto('/')
      await check(page, 'landing')
      await page.click('text=Sign in')
      assert.equal(new URL(page.url()).pathname, '/account/sign-in')
      await page.context().close()
    })

    test('people sign in, are told what is wrong, and sign out', async () => {
      const page = await open()
      await page.goto('/account/sign-in')
      await check(page, 'sign-in')
      await page.fill('#username', server.account.handle)
      await page.fill('#password', 'not the password')
      await page.click('main button.primary')
      assert.match(await page.locator('.notice.error').innerText(), /wrong/)
      assert.equal(await page.inputValue('#username'), server.account.handle)
      assert.equal(await page.inputValue('#password'), '')
      assert.equal(await page.getAttribute('#password', 'aria-invalid'), 'true')
      await check(page, 'sign-in-wrong')
      await page.fill('#password', server.account.password)
      await page.click('main button.primary')
      await page.goto('/account?all')
      await check(page, 'picker')
      await page.click('main form button:has-text("Sign out")')
      assert.match(await page.locator('.notice.success').innerText(), /signed out/)
      await page.goto('/account')
      assert.equal(new URL(page.url()).pathname, '/account/sign-in')
      await page.context().close()
    })

    test('a language stays chosen', async () => {
      const page = await open()
      await page.goto('/account/sign-in?next=/account/about')
      for (const language of ['de', 'es', 'fr', 'ja', 'pt-BR', 'sv']) {
        await page.selectOption('#frame-language', language)
        await page.click('footer button')
        assert.equal(await page.getAttribute('html', 'lang'), language)
        assert.equal(new URL(page.url()).searchParams.get('next'), '/account/about')
        await check(page, `sign-in-${language}`)
      }
      await page.goto('/')
      assert.equal(await page.getAttribute('html', 'lang'), 'sv')
      await page.context().close()
    })

    test('errors have a page', async () => {
      const page = await open()
      assert.equal((await page.goto('/no/such/page')).status(), 404)
      await check(page, 'not-found')
      await page.goto('/account/about')
      await check(page, 'about')
      await page.context().close()
    })
  })
}

test('a forgotten password is replaced, and other browsers are signed out', async () => {
  const other = await openPage(browser, server)
  await signIn(other, server.account)
  const page = await openPage(browser, server, { javaScriptEnabled: false })
  await page.goto('/.well-known/change-password')
  await checkPage(browser, page, 'reset-request')
  await page.fill('#username', 'nobody@mail.test')
  await page.click('main button.primary')
  const said = await page.locator('.notice').innerText()
  await page.goto('/account/reset-password')
  await page.fill('#username', server.account.handle)
  await page.click('main button.primary')
  assert.equal(await page.locator('.notice').innerText(), said, 'the same words for everybody')
  await checkPage(browser, page, 'reset-code')
  const code = /\b[A-Z2-7]{5}-[A-Z2-7]{5}\b/.exec((await server.letter('alice@mail.test')).text)[0]
  await page.fill('#code', ` ${code.toLowerCase().replace('-', ' ')} `)
  await page.fill('#password', 'a better password')
  await page.click('main button.primary')
  assert.match(await page.locator('.notice.success').innerText(), /changed/)
  await other.goto('/account')
  assert.equal(new URL(other.url()).pathname, '/account/sign-in')
  server.account.password = 'a better password'
  await signIn(page, server.account)
  assert.match(new URL(page.url()).pathname, /^\/account/)
  assert.doesNotMatch(new URL(page.url()).pathname, /sign-in/)
  await page.context().close()
  await other.context().close()
})

test('forms of others are refused', async () => {
  const page = await openPage(browser, server)
  await signIn(page, server.account)
  const cookies = await page.context().cookies()
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const send = (headers) =>
    fetch(`${server.url}/account/sign-out`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ all: '1' }),
      headers: { cookie, ...headers },
    })
  assert.equal((await send({})).status, 403)
  assert.equal((await send({ origin: 'http://evil.localhost' })).status, 403)
  await page.goto('/account?all')
  assert.equal(await page.locator('.list li').count(), 1, 'still signed in')
  await page.context().close()
})
