// A new server is set up: the code, each step with what can be wrong about it, the restart under its own name, and the
// end, after which there is no wizard.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { checkPage, hide, openPage } from '../harness.js'
import { BEFORE, NAME, startNew } from '../wizard.js'

const ADMINISTRATOR = 'words of the administrator'
const ACCOUNT = { handle: 'ann', email: 'ann@mail.test', password: 'words of an account' }

/** Gives the code, right or wrong. */
async function enter(page, code) {
  await page.goto('/setup')
  await page.fill('#code', code)
  await page.click('main button.primary')
}

const step = (page) => new URL(page.url()).pathname
const go = (page) => page.click('main button.primary')
const fault = (page) => page.locator('#faults').innerText()

/** Until the restart, with the certificate of a proxy. */
async function chooseProxy(page, code) {
  await enter(page, code)
  await page.fill('#hostname', NAME)
  await go(page)
  await go(page)
  await page.check('#way-proxy')
  await go(page)
  assert.ok(await page.isChecked('#from-proxy'), 'what was said before proposes it')
  await go(page)
  await page.click('main button:text-is("Do without e-mail")')
  assert.equal(step(page), '/setup/restart')
}

describe('behind a proxy that does not lead here yet', () => {
  let server, page

  before(async () => {
    server = await startNew()
    page = await openPage(server.browser, { url: BEFORE }, { ignoreHTTPSErrors: true })
  })

  after(() => server?.stop())

  test('it is gone on with where it was begun, until it is finished', async () => {
    await chooseProxy(page, server.code)
    const words = await page.locator('main').innerText()
    assert.match(words, /the proxy or tunnel encrypts/)
    assert.match(words, new RegExp(`https://${NAME}/setup`))
    await checkPage(server.browser, page, 'setup-restart-proxy')
    await go(page)
    await page.waitForURL(/\/setup\/administrator$/, { timeout: 60_000 })
    assert.equal(new URL(page.url()).origin, BEFORE)
    await page.fill('#password', ADMINISTRATOR)
    await go(page)
    for (const [field, value] of Object.entries(ACCOUNT)) await page.fill(`#${field}`, value)
    await go(page)
    await page.uncheck('#joins')
    await go(page)
    await page.click('main button[name=none]')
    assert.equal(step(page), '/setup/done')
    await go(page)
    assert.match(await page.locator('h1').innerText(), /is ready/)
    // Here nobody encrypts any more.
    let refused = ''
    for (let tries = 0; tries < 60 && !refused; tries++) {
      await new Promise((done) => setTimeout(done, 500))
      refused = await page.goto('/setup').then(() => '', (error) => error.message)
    }
    assert.match(refused, /ERR_CONNECTION_REFUSED/)
  })
})

for (const javaScriptEnabled of [false, true]) {
  describe(`with${javaScriptEnabled ? '' : 'out'} JavaScript`, () => {
    let server, page

    const check = (name) => checkPage(server.browser, page, `setup-${name}${javaScriptEnabled ? '.js' : ''}`)
    const open = (url) =>
      openPage(server.browser, { url }, { javaScriptEnabled, ignoreHTTPSErrors: true })

    before(async () => {
      server = await startNew()
      page = await open(BEFORE)
    })

    after(() => server?.stop())

    test('everything leads to the code', async () => {
      await page.goto('/account/sign-in')
      assert.equal(step(page), '/setup')
      await check('code')
      await page.goto('/setup/mail')
      assert.equal(step(page), '/setup')
      await enter(page, 'ABCD-EFGH')
      assert.match(await fault(page), /not the setup code/)
      await check('code-wrong')
      await page.fill('#code', server.code.toLowerCase().replace('-', ' '))
      await go(page)
      assert.equal(step(page), '/setup/domain')
    })

    test('the server gets a name, and its records are told', async () => {
      await check('domain')
      await page.fill('#hostname', 'hostplant.local')
      await go(page)
      assert.match(await fault(page), /domain that you own/)
      await check('domain-wrong')
      await page.fill('#hostname', NAME)
      await go(page)
      assert.equal(step(page), '/setup/domain')
      assert.match(await page.locator('main').innerText(), /\*\.pds\.example\.com/)
      await check('domain-records')
      await go(page)
      assert.equal(step(page), '/setup/reach')
    })

    test('the way and the certificate are chosen', async () => {
      await check('reach')
      await go(page)
      assert.equal(step(page), '/setup/certificate')
      await check('certificate')
      await go(page)
      assert.match(await fault(page), /accept the terms/)
      await check('certificate-terms')
      await page.check('#from-files')
      await page.fill('#certificate', '/nowhere/at-all.pem')
      await go(page)
      assert.match(await fault(page), /cannot be used/)
      await check('certificate-files')
      await page.check('#from-self-signed')
      await go(page)
      assert.equal(step(page), '/setup/mail')
    })

    test('what was left is gone on with', async () => {
      const other = page
      page = await open(BEFORE)
      await enter(page, server.code)
      assert.equal(step(page), '/setup/mail')
      await page.goto('/setup/account')
      assert.equal(step(page), '/setup/mail', 'one after the other')
      await page.click('nav summary')
      await page.click('nav a:text-is("Name")')
      assert.equal(await page.inputValue('#hostname'), NAME, 'a step is looked at again')
      await page.context().close()
      page = other
    })

    test('a letter is sent to try the mail server', async () => {
      await check('mail')
      await page.fill('#host', '127.0.0.1')
      await page.fill('#port', String(server.mail.port))
      await page.fill('#from', `hello@${NAME}`)
      await page.fill('#to', 'ann@mail.test')
      server.mail.refuses = true
      await go(page)
      assert.match(await fault(page), /no such mailbox here/)
      assert.equal(await page.inputValue('#port'), String(server.mail.port), 'what was filled in stays')
      await check('mail-refused')
      server.mail.refuses = false
      await go(page)
      assert.equal(step(page), '/setup/restart')
      assert.match(server.mail.letters.at(-1), /Your server can send letters/)
    })

    test('it starts anew, and goes on by itself', async () => {
      await check('restart')
      const hidden = await hide(page)
      await go(page)
      assert.match(await page.locator('h1').innerText(), /starts anew/)
      assert.equal(/load the page again/.test(await page.locator('main').innerText()), !javaScriptEnabled)
      await server.isBack()
      await check('restarting')
      assert.equal(hidden.found() > 0, javaScriptEnabled)
      await page.waitForURL(/\/setup\/administrator$/, { timeout: 60_000 })
      await page.context().close()
      page = await open(`https://${NAME}`)
      await enter(page, server.code)
      assert.equal(step(page), '/setup/administrator', 'at the new name as well')
    })

    test('the administrator and the first account are made', async () => {
      await check('administrator')
      await page.fill('#password', ADMINISTRATOR)
      await go(page)
      assert.equal(step(page), '/setup/account')
      await check('account')
      for (const [field, value] of Object.entries(ACCOUNT)) await page.fill(`#${field}`, value)
      await page.fill('#handle', 'a')
      await go(page)
      assert.match(await page.locator('#handle-fault').innerText(), /too short/)
      await check('account-wrong')
      await page.fill('#handle', ACCOUNT.handle)
      await page.fill('#password', ACCOUNT.password)
      await go(page)
      assert.equal(step(page), '/setup/network')
      await page.goto('/setup/account')
      await check('account-made')
    })

    test('it says hello, and the wizard is gone', async () => {
      await page.goto('/setup/network')
      await check('network')
      // Nobody of the world is asked here.
      await page.uncheck('#joins')
      await go(page)
      assert.equal(step(page), '/setup/hello')
      await check('hello')
      await page.fill('#text', 'Hello from <here>')
      await go(page)
      assert.equal(step(page), '/setup/done')
      await check('done')
      await go(page)
      assert.match(await page.locator('h1').innerText(), /is ready/)
      await check('finished')
      const repo = `${ACCOUNT.handle}.${NAME}`
      // The restart that new settings need may be under way.
      let reply
      for (let tries = 0; tries < 60 && reply?.status() !== 200; tries++) {
        await new Promise((done) => setTimeout(done, 500))
        const url = `https://${NAME}/xrpc/com.atproto.repo.listRecords?repo=${repo}&collection=app.bsky.feed.post`
        reply = await page.goto(url).catch(() => undefined)
      }
      const { records } = await reply.json()
      assert.deepEqual(records.map((record) => record.value.text), ['Hello from <here>'])
      for (const gone of ['/setup', '/setup/domain', '/setup/done']) {
        assert.equal((await page.goto(gone)).status(), 404, gone)
      }
      await page.goto('/admin/sign-in')
      await page.fill('#password', ADMINISTRATOR)
      await go(page)
      assert.equal(step(page), '/admin')
    })
  })
}
