// An owner sees what happened, takes the data away, undoes what an app wrote, takes a break, and leaves for good.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { startApp } from '../app.js'
import { checkPage, openPage, signIn, startBrowser, startServer } from '../harness.js'

/** The address of the first account of a development server. */
const EMAIL = 'alice@mail.test'

let browser

before(async () => {
  browser = await startBrowser()
})

after(() => browser?.close())

/** Signs in and stays so. */
async function stay(page, server) {
  await page.goto('/account/sign-in')
  await page.check('#remember')
  await signIn(page, server.account)
}

/** Writes a megabyte of records, and one that refers to a file. Gives the file. */
async function fill(server) {
  const call = async (nsid, headers, body) => {
    const reply = await fetch(`${server.url}/xrpc/${nsid}`, { method: 'POST', headers, body })
    assert.equal(reply.status, 200, nsid)
    return reply.json()
  }
  const json = { 'content-type': 'application/json' }
  const { handle: identifier, password, did: repo } = server.account
  const login = JSON.stringify({ identifier, password })
  const { accessJwt } = await call('com.atproto.server.createSession', json, login)
  const authorization = `Bearer ${accessJwt}`
  const bytes = randomBytes(300_000)
  const type = { authorization, 'content-type': 'application/octet-stream' }
  const { blob } = await call('com.atproto.repo.uploadBlob', type, bytes)
  const collection = 'com.example.note'
  for (let n = 0; n < 4; n++) {
    const text = 'x'.repeat(3_000)
    const writes = Array.from({ length: 100 }, () => ({ $type: 'com.atproto.repo.applyWrites#create', collection, value: { text } }))
    await call('com.atproto.repo.applyWrites', { authorization, ...json }, JSON.stringify({ repo, writes }))
  }
  const record = { text: 'with a file', file: blob }
  await call('com.atproto.repo.createRecord', { authorization, ...json }, JSON.stringify({ repo, collection, record }))
  return { cid: blob.ref.$link, bytes }
}

/** Lets an app in. Gives its access token. */
async function letIn(page, server, app) {
  await page.goto(await app.request())
  await page.click(`main a:has-text("${server.account.handle}")`)
  await page.click('text=Authorize >> nth=-1')
  await app.arrival(page)
  page.strange.length = 0
  return (await app.exchange()).access_token
}

for (const javaScriptEnabled of [false, true]) {
  const check = (page, name) => checkPage(browser, page, javaScriptEnabled ? `${name}.js` : name)

  describe(`with${javaScriptEnabled ? '' : 'out'} JavaScript`, () => {
    let server, app, page, base

    before(async () => {
      server = await startServer()
      app = await startApp(server, 'atproto repo:com.example.note blob:*/*')
      page = await openPage(browser, server, { javaScriptEnabled })
      await stay(page, server)
      base = `/account/u/${server.account.handle}`
    })

    after(async () => {
      app?.stop()
      await server?.stop()
    })

    const record = (rkey) =>
      fetch(`${server.url}/xrpc/com.atproto.repo.getRecord?repo=${server.account.did}&collection=com.example.note&rkey=${rkey}`)

    test('what an app wrote is shown and undone', async () => {
      const token = await letIn(page, server, app)
      for (const rkey of ['one', 'two']) {
        const note = { repo: server.account.did, collection: 'com.example.note', rkey, record: { text: rkey } }
        await app.call(token, 'com.atproto.repo.createRecord', note)
      }
      await page.goto(`${base}/apps`)
      assert.match(await page.locator('main').innerText(), /written 2 records/)
      await page.click('details summary')
      await page.click('text=Undo what it wrote')
      assert.match(await page.locator('main').innerText(), /2 records would change/)
      assert.match(await page.locator('table').innerText(), /com\.example\.note\/one\s+Deleted/)
      await check(page, 'account-undo')
      await page.selectOption('#since', 'hour')
      await page.click('text=Show')
      assert.equal((await record('one')).status, 200, 'looking changes nothing')
      await page.click('main button.danger')
      assert.match(await page.locator('.notice.success').innerText(), /2 records were undone/)
      assert.equal((await record('one')).status, 400)
    })

    test('an app without access can still be undone', async () => {
      const token = await letIn(page, server, app)
      const note = { repo: server.account.did, collection: 'com.example.note', rkey: 'three', record: { text: 'x' } }
      await app.call(token, 'com.atproto.repo.createRecord', note)
      await page.goto(`${base}/apps`)
      while ((await page.locator('main a:has-text("Revoke access")').count()) > 0) {
        await page.click('main a:has-text("Revoke access") >> nth=0')
        await page.click('main button.danger')
      }
      await check(page, 'account-apps-former')
      await page.click('text=Undo what it wrote')
      await page.click('main button.danger')
      assert.equal((await record('three')).status, 400)
    })

    test('what happened is listed', async () => {
      await page.goto(base)
      assert.match(await page.locator('main').innerText(), /What an app wrote was undone/)
      await check(page, 'account-overview-recent')
      await page.click('text=All activity')
      assert.match(await page.locator('main').innerText(), /An app was given access/)
      await check(page, 'account-activity')
      const strange = await page.goto(`${base}/activity?before=nonsense`)
      assert.equal(strange.status(), 404)
    })

    test('everything is downloaded', async () => {
      const file = await fill(server)
      await page.goto(`${base}/data`)
      await check(page, 'account-data')
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Download everything')])
      assert.match(download.suggestedFilename(), new RegExp(`^${server.account.handle}-\\d{4}-\\d\\d-\\d\\d\\.tar$`))
      const list = execFileSync('tar', ['-tf', await download.path()], { encoding: 'utf8' })
      for (const name of ['README.txt', 'account.json', 'preferences.json', 'repository.car']) assert.match(list, new RegExp(name))
      const [car] = await Promise.all([page.waitForEvent('download'), page.click('text=Download records')])
      const inArchive = execFileSync('tar', ['-xOf', await download.path(), 'repository.car'], { maxBuffer: 1 << 24 })
      assert.equal(inArchive.length > 1_000_000, true, 'more than leaves in one piece')
      const kept = execFileSync('tar', ['-xOf', await download.path(), `blobs/${file.cid}`])
      assert.deepEqual(kept, file.bytes)
      assert.equal(list.match(/^blobs\//gm).length, 1)
      assert.deepEqual(await readFile(await car.path()), inArchive)
    })

    test('the account takes a break and comes back', async () => {
      await page.goto(`${base}/data`)
      await page.click('main a:has-text("Deactivate")')
      await check(page, 'account-deactivate')
      await page.click('main button.danger')
      const status = () => fetch(`${server.url}/xrpc/com.atproto.sync.getRepoStatus?did=${server.account.did}`).then((r) => r.json())
      assert.deepEqual([(await status()).active, (await status()).status], [false, 'deactivated'])
      await page.goto(`${base}/apps`)
      assert.match(await page.locator('main').innerText(), /No app has access/)
      await page.goto(`${base}/data`)
      await page.click('main a:has-text("Activate")')
      await check(page, 'account-activate')
      await page.click('main button.primary')
      assert.equal((await status()).active, true)
    })

    test('the account is deleted with a code, the password and a tick', async () => {
      await page.goto(`${base}/delete`)
      await check(page, 'account-delete')
      await page.click('main button.danger')
      const letter = await server.letter(EMAIL)
      const code = /[A-Z2-7]{5}-[A-Z2-7]{5}/.exec(letter.text)[0]
      await check(page, 'account-delete-confirm')
      const send = async (code, password) => {
        await page.fill('#code', code)
        await page.fill('#password', password)
        await page.check('#sure')
        await page.click('main button.danger')
      }
      await send(code, 'not the password')
      assert.match(await page.locator('#password-fault').innerText(), /wrong/)
      await send('AAAAA-BBBBB', server.account.password)
      assert.match(await page.locator('#code-fault').innerText(), /./)
      await check(page, 'account-delete-wrong')
      await send(code, server.account.password)
      assert.match(await page.locator('.notice.success').innerText(), /deleted/)
      const gone = await fetch(`${server.url}/xrpc/com.atproto.repo.describeRepo?repo=${server.account.did}`)
      assert.equal(gone.status, 400)
    })
  })
}
