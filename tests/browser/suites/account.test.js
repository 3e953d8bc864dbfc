// An owner looks after an account: the apps that have access, the devices that are signed in.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startApp } from '../app.js'
import { checkPage, openPage, signIn, startBrowser, startServer } from '../harness.js'

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0'

let server
let browser
let app

before(async () => {
  server = await startServer()
  browser = await startBrowser()
  app = await startApp(server, 'atproto repo:com.example.note account:email')
})

after(async () => {
  await browser?.close()
  await server?.stop()
  app?.stop()
})

/** Signs in and stays so. */
async function stay(page) {
  await page.goto('/account/sign-in')
  await page.check('#remember')
  await signIn(page, server.account)
}

for (const javaScriptEnabled of [false, true]) {
  const check = (page, name) => checkPage(browser, page, javaScriptEnabled ? `${name}.js` : name)

  describe(`with${javaScriptEnabled ? '' : 'out'} JavaScript`, () => {
    test('an app is seen, and loses its access', async () => {
      const page = await openPage(browser, server, { javaScriptEnabled })
      await stay(page)
      await page.goto(`/account/u/${server.account.handle}`)
      await check(page, 'account-overview')
      await page.click('nav >> text=Connected apps')
      assert.match(await page.locator('main').innerText(), /No app has access/)
      await page.goto(await app.request())
      await page.click(`main a:has-text("${server.account.handle}")`)
      await page.click('text=Authorize >> nth=-1')
      await app.arrival(page)
      const { access_token: token } = await app.exchange()
      assert.ok(token)
      page.strange.length = 0
      await page.goto(`/account/u/${server.account.handle}/apps`)
      await page.click('details summary')
      assert.match(await page.locator('details').innerText(), /com\.example\.note/)
      await check(page, 'account-apps')
      await page.click('main a:has-text("Revoke access")')
      await check(page, 'account-revoke')
      await page.click('main button.danger')
      assert.match(await page.locator('.notice.success').innerText(), /no access any more/)
      assert.match(await page.locator('main').innerText(), /No app has access/)
      await page.context().close()
    })

    test('another device is signed out', async () => {
      const other = await openPage(browser, server, { userAgent: AGENT })
      await stay(other)
      const page = await openPage(browser, server, { javaScriptEnabled })
      await stay(page)
      await page.goto(`/account/u/${server.account.did}/devices`)
      const row = page.locator('li', { hasText: 'Firefox – Linux' })
      await check(page, 'account-devices')
      await row.locator('button').first().click()
      assert.equal(await page.locator('li', { hasText: 'Firefox – Linux' }).count(), 0)
      await other.goto('/account')
      assert.equal(new URL(other.url()).pathname, '/account/sign-in')
      await other.context().close()
      await page.context().close()
    })
  })
}

test("an account's pages are its owner's", async () => {
  const page = await openPage(browser, server)
  await page.goto(`/account/u/${server.account.handle}`)
  assert.equal(new URL(page.url()).pathname, '/account/sign-in')
  await stay(page)
  const strange = await page.goto(`/account/u/${server.account.handle}/apps/${'0'.repeat(32)}`)
  assert.equal(strange.status(), 404)
  await page.context().close()
})
