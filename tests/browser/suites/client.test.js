// The official client for browsers, in a browser: that pages of other origins can use the machine endpoints at all.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startHost } from '../client/host.js'
import { startBrowser, startServer } from '../harness.js'

const NAME = 'app.demo.social'
const SCOPE = 'atproto repo:com.example.note blob:image/*'

let host, server, browser

before(async () => {
  host = await startHost(SCOPE, NAME)
  server = host.server = await startServer([host.setting])
  browser = await startBrowser()
})

after(async () => {
  await browser?.close()
  await server?.stop()
  host?.stop()
})

/** Signs in and lets the app in, on the pages of the server. */
async function letIn(page) {
  await page.waitForURL(`${server.url}/oauth/authorize**`)
  const link = page.locator('main a:has-text("Sign in")')
  if (await link.count()) await link.click()
  await page.fill('#username', server.account.handle)
  await page.fill('#password', server.account.password)
  await page.click('main button.primary')
  await page.click('main button[value=allow]')
}

const opened = (page) => page.evaluate(() => globalThis.app.opened)
const call = (page, nsid, options) => page.evaluate(([nsid, options]) => globalThis.app.call(nsid, options), [nsid, options])

/** What an app does once it was let in, and what it may not do. */
async function use(page) {
  const { did } = server.account
  const account = await call(page, 'com.atproto.server.getSession')
  assert.deepEqual([account.status, account.body.did, account.body.email], [200, did, undefined])
  const record = { $type: 'com.example.note', text: 'hello' }
  const made = await call(page, 'com.atproto.repo.createRecord', { body: { repo: did, collection: 'com.example.note', record } })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const image = await call(page, 'com.atproto.repo.uploadBlob', { type: 'image/svg+xml', body: '<svg/>' })
  assert.equal(image.status, 200, JSON.stringify(image.body))

  const other = { repo: did, collection: 'com.example.other', record: { $type: 'com.example.other' } }
  for (const refused of [
    await call(page, 'com.atproto.repo.createRecord', { body: other }),
    await call(page, 'com.atproto.repo.uploadBlob', { type: 'text/plain', body: 'text' }),
    await call(page, 'com.atproto.identity.updateHandle', { body: { handle: 'other.test' } }),
  ]) {
    assert.deepEqual([refused.status, refused.body.error], [403, 'ScopeMissingError'])
    assert.match(refused.challenge, /^DPoP .*error="insufficient_scope"/)
  }
}

for (const [kind, address] of [
  ['in development', () => host.url],
  ['with a host of its own', () => `https://${NAME}/`],
]) {
  const open = async () => {
    // A published app would not call this machine, which browsers ask about.
    const context = await browser.newContext({ locale: 'en', permissions: ['local-network-access'] })
    await host.publish(context)
    const page = await context.newPage()
    await page.goto(address())
    return page
  }

  describe(`an app ${kind}`, () => {
    test('signs in by leaving its page, stays signed in, refreshes, calls, and signs out', async () => {
      const page = await open()
      assert.deepEqual(await opened(page), {})
      await page.evaluate((handle) => void globalThis.app.client.signIn(handle, { state: 'mine' }), server.account.handle)
      await letIn(page)
      await page.waitForURL(address())
      assert.deepEqual(await opened(page), { did: server.account.did, state: 'mine' })
      await use(page)

      await page.reload()
      assert.deepEqual(await opened(page), { did: server.account.did, state: undefined })
      const scope = await page.evaluate(async () => (await globalThis.app.session.getTokenInfo(true)).scope)
      assert.equal(scope, SCOPE)
      await use(page)

      await page.evaluate(() => globalThis.app.session.signOut())
      await page.reload()
      assert.deepEqual(await opened(page), {})
      await page.context().close()
    })

    test('signs in through a window of its own, which closes', async () => {
      const page = await open()
      await opened(page)
      const [popUp, signedIn] = await Promise.all([
        page.waitForEvent('popup'),
        page.evaluate((url) => {
          globalThis.popUp = globalThis.app.popUp(url)
        }, server.url),
      ])
      assert.equal(signedIn, undefined)
      const closed = popUp.waitForEvent('close')
      await letIn(popUp)
      assert.equal(await page.evaluate(() => globalThis.popUp), server.account.did)
      await closed
      await use(page)
      await page.context().close()
    })

    test('hears of a no, in either way', async () => {
      const page = await open()
      await opened(page)
      await page.evaluate((url) => void globalThis.app.client.signIn(url), server.url)
      await page.click('main button:has-text("Cancel")')
      await page.waitForURL(address())
      assert.match((await opened(page)).error, /access_denied|denied|rejected/i)

      const [popUp] = await Promise.all([
        page.waitForEvent('popup'),
        page.evaluate((url) => {
          globalThis.popUp = globalThis.app.popUp(url).catch(String)
        }, server.url),
      ])
      await popUp.click('main button:has-text("Cancel")')
      assert.match(await page.evaluate(() => globalThis.popUp), /access_denied|denied|rejected/i)
      await page.context().close()
    })

    test('hears that its owner took its access back', async () => {
      const page = await open()
      await page.evaluate((handle) => void globalThis.app.client.signIn(handle), server.account.handle)
      await letIn(page)
      await page.waitForURL(address())
      await opened(page)
      const owner = await browser.newPage({ baseURL: server.url, locale: 'en' })
      await owner.goto('/account/sign-in')
      await owner.fill('#username', server.account.handle)
      await owner.fill('#password', server.account.password)
      await owner.click('main button.primary')
      const apps = `/account/u/${server.account.did}/apps`
      await owner.goto(apps)
      for (let rows; (rows = owner.locator('main a.danger')), await rows.count(); await owner.goto(apps)) {
        await rows.first().click()
        await owner.click('main button.danger')
      }
      await owner.close()
      assert.equal((await call(page, 'com.atproto.server.getSession')).status, 401)
      await page.reload()
      assert.deepEqual(await opened(page), {}, 'the client has forgotten the session')
      await page.context().close()
    })
  })
}
