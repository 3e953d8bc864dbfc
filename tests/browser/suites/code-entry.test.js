// Coming in with a code by e-mail: asking for it, entering it, the first handle; with and without JavaScript.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startApp } from '../app.js'
import { checkPage, openPage, startBrowser, startServer } from '../harness.js'

let server
let browser
let app

before(async () => {
  server = await startServer()
  browser = await startBrowser()
  app = await startApp(server, 'atproto transition:generic')
})

after(async () => {
  await browser?.close()
  await server?.stop()
  app?.stop()
})

const primary = 'main button.primary'

/** The newest letter with a code to an address, and its code. */
async function letter(to) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const found = (await server.letters(to)).findLast((letter) => /^[0-9]{8}/.test(letter.subject))
    if (found) return { ...found, code: found.subject.slice(0, 8) }
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`no code to ${to}`)
}

for (const javaScriptEnabled of [false, true]) {
  const mode = javaScriptEnabled ? 'js' : 'plain'
  const open = () => openPage(browser, server, { javaScriptEnabled })
  const check = (page, name) => checkPage(browser, page, javaScriptEnabled ? `${name}.js` : name)
  const address = `new-${mode}@mail.example`

  describe(`with${javaScriptEnabled ? '' : 'out'} JavaScript`, () => {
    test('somebody new gives an address, enters the code, and chooses a handle', async () => {
      const page = await open()
      await page.goto(await app.request())
      await page.fill('#email', address)
      await page.click('text=E-mail me a code')
      assert.equal(await page.locator('h1').innerText(), 'Enter your code')
      await check(page, 'code-enter')
      const { code } = await letter(address)
      await page.fill('#code', code.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')))
      await page.click(primary)
      assert.equal(await page.getAttribute('#code', 'aria-invalid'), 'true')
      await check(page, 'code-wrong')
      await page.fill('#code', `${code.slice(0, 4)} ${code.slice(4)}`)
      await page.click(primary)
      assert.equal(await page.locator('h1').innerText(), 'Choose your handle')
      await check(page, 'code-handle')
      await page.fill('#handle', 'abcd')
      if (javaScriptEnabled) await page.locator('#handle-status.fault').waitFor()
      else await page.click('button[name=check]')
      assert.match(await page.locator('main').innerText(), /At least 5 characters/)
      const suggestion = page.locator('button[name=take]').first()
      const name = await suggestion.innerText()
      await suggestion.click()
      assert.equal(await page.inputValue('#handle'), name)
      assert.match(await page.locator('#handle-status').innerText(), new RegExp(name))
      await check(page, 'code-handle-free')
      await page.click(primary)
      assert.match((await app.arrival(page)).get('code'), /^cod-/)
      await page.context().close()
    })

    test('an app that knows the address leads to the code at once', async () => {
      const page = await open()
      const before = (await server.letters(address)).length
      await page.goto(await app.request({ login_hint: address }))
      assert.equal(await page.locator('h1').innerText(), 'Enter your code')
      let letters
      do letters = await server.letters(address)
      while (letters.slice(before).every((letter) => !/^[0-9]{8}/.test(letter.subject)))
      await page.fill('#code', (await letter(address)).code)
      await page.click('text=Sign in and allow')
      assert.match((await app.arrival(page)).get('code'), /^cod-/)
      await page.context().close()
    })

    test('the account pages take a code as well', async () => {
      const page = await open()
      await page.goto('/account/sign-in')
      await page.click('text=E-mail me a code')
      assert.equal(await page.getAttribute('#username', 'aria-invalid'), 'true')
      const own = `pages-${mode}@mail.example`
      await page.fill('#username', own)
      await page.click('text=E-mail me a code')
      await check(page, 'code-enter-pages')
      await page.fill('#code', (await letter(own)).code)
      await page.click(primary)
      await page.fill('#handle', `pages-${mode}`)
      await page.click(primary)
      await page.waitForURL(/\/account/)
      assert.match(await page.locator('main').innerText(), new RegExp(`pages-${mode}`))
      await page.context().close()
    })

    test('who did not ask for a letter can have no more of them', async () => {
      const page = await open()
      const { text } = await letter(address)
      const [link] = /https?:\S+\/account\/not-me\S+/.exec(text)
      await page.goto(link)
      await check(page, 'code-refuse')
      await page.click(primary)
      assert.equal(await page.locator('h1').innerText(), 'That is settled')
      await check(page, 'code-refused')
      await page.context().close()
    })

    test('an account that is still moving in is told how far it has come', async () => {
      const call = async (nsid, body, token) => {
        const headers = { ...(body && { 'content-type': 'application/json' }), ...(token && { authorization: `Bearer ${token}` }) }
        const reply = await fetch(`${server.url}/xrpc/com.atproto.${nsid}`, { method: 'POST', headers, body: JSON.stringify(body) })
        const text = await reply.text()
        assert.equal(reply.status, 200, `${nsid}: ${text}`)
        return text && JSON.parse(text)
      }
      // Its identity names another server, as before the last step of a move.
      const mover = `mover-${mode}@mail.example`
      const { did, accessJwt } = await call('server.createAccount', { handle: `mover-${mode}.test`, email: mover, password: 'a long enough password' })
      await call('identity.requestPlcOperationSignature', undefined, accessJwt)
      let token
      while (!token) token = /\b[A-Z2-7]{5}-[A-Z2-7]{5}\b/.exec((await server.letter(mover))?.text)?.[0]
      const services = { atproto_pds: { type: 'AtprotoPersonalDataServer', endpoint: 'https://old.example.com' } }
      const { operation } = await call('identity.signPlcOperation', { token, services }, accessJwt)
      const reply = await fetch(`${server.plcUrl}/${did}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(operation) })
      assert.equal(reply.status, 200, await reply.text())
      await call('server.deactivateAccount', {}, accessJwt)

      const page = await open()
      await page.goto(await app.request({ login_hint: mover }))
      await page.fill('#code', (await letter(mover)).code)
      await page.click(primary)
      assert.match(await page.locator('main').innerText(), /old\.example\.com/)
      await check(page, 'code-moving')
      await page.click('main form button')
      assert.equal((await app.arrival(page)).get('error'), 'access_denied')
      await page.context().close()
    })

    test('a browser that keeps no cookies is told', async () => {
      const page = await open()
      await page.goto('/account/code')
      assert.equal(await page.locator('h1').innerText(), 'Your browser keeps no cookies')
      await check(page, 'code-cookies')
      await page.context().close()
    })
  })
}
