// The administrator signs in to pages of their own, looks how the server does, and helps accounts.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { checkPage, hide, openPage, signIn, startBrowser, startServer } from '../harness.js'

const PASSWORD = 'an administrator’s words'
/** The password that is chosen on the page. */
const CHOSEN = 'other words of the same person'

/** What the bundles of the unit tests are made of. */
const BUNDLE = path.join(import.meta.dirname, '../../../src/update/tests')
/** A PNG of 64 by 16 pixels, and a drawing that would change itself if its script ran. */
const LOGO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAEAAAAAQBAMAAABUyWQaAAAAGFBMVEUAAAAkWMQAAAAAAAAAAAAAAAAAAAAAAAClktlSAAAACHRSTlMA/wAAAAAAACXRGJEAAABOSURBVHjazZCxEcAwCANfXAYg+w8ZNiAFbuUUaUwhCnQvQKCkC1cBCWJjuIERR9hXLHo6w7UmMjn9HXGAQZoz7LOjp9ePHR5gxBEK2hNeA0cLQtyhTLwAAAAASUVORK5CYII=', 'base64')
const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><circle cx="20" cy="20" r="18" fill="#7a1f5c"/>
<path d="M50 28h60" stroke="#7a1f5c" stroke-width="6"/><script>document.querySelector('circle').setAttribute('fill', 'red')</script></svg>`

let browser

before(async () => {
  browser = await startBrowser()
})

after(() => browser?.close())

/** Signs in to the administrator's pages. */
async function enter(page, password = PASSWORD) {
  await page.goto('/admin/sign-in')
  await page.fill('#password', password)
  await page.click('main button.primary')
}

const success = (page) => page.locator('main > .notice.success').innerText()

for (const javaScriptEnabled of [false, true]) {
  const check = (page, name) => checkPage(browser, page, javaScriptEnabled ? `${name}.js` : name)

  describe(`with${javaScriptEnabled ? '' : 'out'} JavaScript`, () => {
    let server, page, account

    before(async () => {
      server = await startServer([`secrets.admin_password=${PASSWORD}`, 'admin.sample_every=1s'])
      page = await openPage(browser, server, { javaScriptEnabled })
      account = `/admin/accounts/${server.account.did}`
    })

    after(() => server?.stop())

    test('nobody enters without the password', async () => {
      await page.goto(account)
      assert.match(page.url(), /\/admin\/sign-in\?next=/)
      await check(page, 'admin-sign-in')
      await page.fill('#password', 'a guess')
      await page.click('main button.primary')
      assert.match(await page.locator('#password-fault').innerText(), /not the password/)
      await check(page, 'admin-sign-in-wrong')
      await page.fill('#password', PASSWORD)
      await page.click('main button.primary')
      assert.equal(new URL(page.url()).pathname, account, 'led back to where it began')
    })

    test('the overview shows how the server does', async () => {
      await page.goto('/admin')
      assert.match(await page.locator('main').innerText(), /All is well/)
      assert.match(await page.locator('main').innerText(), /Signed in/)
      await check(page, 'admin-overview')
    })

    test('charts are drawn of what was noted', async () => {
      let count = 0
      for (let tries = 0; tries < 60 && count < 5; tries++) {
        // Something is to be seen.
        for (let asked = 0; asked < tries; asked++) await fetch(`${server.url}/xrpc/_health`)
        await new Promise((done) => setTimeout(done, 250))
        await page.goto('/admin')
        const line = page.locator('svg.chart polyline').first()
        count = (await line.count()) ? (await line.getAttribute('points')).split(' ').length : 0
      }
      assert.equal(await page.locator('.charts figure').count(), 3)
      assert.match(await page.locator('.charts').innerText(), /Memory\s+[\d.]+ MiB now, [\d.]+ MiB at most/)
      await check(page, 'admin-charts')
    })

    test('accounts are found and listed', async () => {
      await page.goto('/admin/accounts')
      await check(page, 'admin-accounts')
      await page.fill('#q', 'alice@mail.test')
      await page.click('main form button')
      await page.click(`main .list a:has-text("${server.account.handle}")`)
      assert.equal(await page.locator('h1').innerText(), server.account.handle)
      await page.goto('/admin/accounts?q=nobody.example')
      assert.match(await page.locator('main').innerText(), /no such account/)
      await check(page, 'admin-accounts-unknown')
    })

    test('an account is helped, stopped and let go on', async () => {
      await page.goto(account)
      await check(page, 'admin-account')
      for (const [button, done, back, undone] of [
        ['Take down', /taken down/, 'Restore', /restored/],
        ['Deactivate', /deactivated/, 'Activate', /activated/],
        ['Turn invites off', /turned off/, 'Turn invites on', /turned on/],
      ]) {
        await page.click(`main button:text-is("${button}")`)
        assert.match(await success(page), done)
        if (button === 'Take down') await check(page, 'admin-account-taken-down')
        await page.click(`main button:text-is("${back}")`)
        assert.match(await success(page), undone)
      }
      await page.fill('#email', 'alice@elsewhere.test')
      await page.click('form:has(#email) button')
      assert.match(await success(page), /address was changed/)
      await page.fill('#handle', 'no handle')
      await page.click('form:has(#handle) button')
      assert.match(await page.locator('#handle-fault').innerText(), /\S/)
      await check(page, 'admin-account-fault')
      await page.click('main button:text-is("Send a code for a new password")')
      assert.match(await success(page), /code .* was sent/)
      assert.match((await server.letter('alice@elsewhere.test')).subject ?? '', /\S/)
      await page.click('main button:text-is("Make a new password")')
      const password = await page.locator('main .secret').innerText()
      await check(page, 'admin-account-password')
      const owner = await openPage(browser, server, { javaScriptEnabled })
      await signIn(owner, { ...server.account, password })
      assert.match(owner.url(), /\/account\/u\//)
    })

    test('invites are made and ended', async () => {
      await page.goto('/admin/invites')
      await page.fill('#count', '3')
      await page.click('form:has(#count) button')
      assert.match(await success(page), /were made/)
      assert.equal(await page.locator('main .list li').count(), 3)
      await check(page, 'admin-invites')
      await page.click('main .list button >> nth=0')
      assert.match(await success(page), /was ended/)
      assert.equal(await page.locator('main .list button').count(), 2)
    })

    test('mail, network, examination and log are shown', async () => {
      for (const name of ['mail', 'network', 'doctor', 'log']) {
        await page.goto(`/admin/${name}`)
        await check(page, `admin-${name}`)
      }
    })

    test('a logo is uploaded, shown everywhere and removed', async () => {
      await page.goto('/admin/settings')
      await page.click('main a:text-is("Upload a logo")')
      await check(page, 'admin-logo-none')
      const choose = (name, buffer) => page.setInputFiles('#file', { name, mimeType: 'image/png', buffer })
      await choose('notes.png', Buffer.from('no image at all'))
      await page.click('main button.primary')
      assert.match(await page.locator('#file-fault').innerText(), /no PNG, JPEG, WebP or SVG/)
      await check(page, 'admin-logo-refused')
      await choose('large.png', Buffer.alloc(600 * 1024))
      await page.click('main button.primary')
      assert.match(await page.locator('#file-fault').innerText(), /larger than 256.0 KiB/)
      const drawn = async (source) => {
        assert.match(source, /^\/-\/logo\.[0-9a-f]{12}\./)
        // Whether there is a picture is seen by a browser with scripts.
        const twin = await openPage(browser, server)
        await twin.goto('/account/sign-in')
        const size = await twin.locator('header img').evaluate((image) => image.decode().then(() => image.naturalWidth))
        await twin.context().close()
        return size
      }
      for (const [name, buffer, width] of [['logo.png', LOGO, 64], ['logo.svg', Buffer.from(DRAWING), 120]]) {
        await choose(name, buffer)
        await page.click('main button.primary')
        assert.match(await success(page), /logo was uploaded/)
        assert.equal(await drawn(await page.locator('header img').getAttribute('src')), width, name)
        await check(page, `admin-${name}`)
      }
      // Opened by itself the drawing is one as well: its script does not run, which the browser says.
      const alone = await openPage(browser, server, { javaScriptEnabled })
      await alone.goto(await page.locator('header img').getAttribute('src'))
      assert.equal(await alone.locator('circle').getAttribute('fill'), '#7a1f5c')
      await alone.context().close()
      await page.goto('/admin/settings')
      await check(page, 'admin-settings-logo')
      await page.goto('/admin/logo')
      await page.click('main button:text-is("Remove")')
      assert.match(await success(page), /logo was removed/)
      assert.equal(await page.locator('header img').count(), 0)
    })

    test('a look is tried out and saved', async () => {
      await page.goto('/admin/settings')
      await check(page, 'admin-settings')
      await page.fill('#name', 'The Burrow')
      await page.fill('#primary', '#ffee00')
      await page.click('main button:text-is("Preview")')
      assert.match(await page.locator('main').innerText(), /hard to see on white/)
      assert.match(await page.locator('svg.preview').innerHTML(), /The Burrow.*#ffee00/s)
      await check(page, 'admin-settings-preview')
      await page.fill('#primary', '#7a1f5c')
      await page.fill('#home', 'https://burrow.example')
      await page.click('main button:text-is("Save") >> nth=0')
      assert.match(await success(page), /settings were saved/)
      assert.match(await page.locator('main').innerText(), /after a restart/)
      await check(page, 'admin-settings-saved')
    })

    test('a restart brings what was saved', async () => {
      const server = await hide(page)
      await page.click('main button:text-is("Restart the server")')
      assert.match(await page.locator('h1').innerText(), /restarts/)
      assert.equal(/after 12 seconds.*load the page again/.test(await page.locator('main').innerText()), !javaScriptEnabled)
      // It goes on looking, however often there is nobody.
      if (javaScriptEnabled) await new Promise((done) => setTimeout(done, 3_500))
      assert.equal(server.found() > 1, javaScriptEnabled)
      await page.waitForURL('**/admin', { timeout: 30_000 })
      assert.match(await page.locator('header').innerText(), /The Burrow/)
      assert.match(await page.locator('main').innerText(), /server was restarted/)
      await check(page, 'admin-overview-restarted')
      await page.goto('/admin/settings')
      assert.doesNotMatch(await page.locator('main').innerText(), /after a restart/)
    })

    test('a chosen password takes the place of the first', async () => {
      await page.fill('#new-password', CHOSEN)
      await page.click('form:has(#new-password) button')
      assert.match(await success(page), /password was changed/)
      await page.click('header button')
      assert.match(await success(page), /signed out/)
      await enter(page, CHOSEN)
      assert.equal(new URL(page.url()).pathname, '/admin')
    })

    test('an account is deleted when its name is typed', async () => {
      await page.goto(`${account}/delete`)
      await page.fill('#name', 'somebody else')
      await page.click('main button.danger')
      assert.match(await page.locator('#name-fault').innerText(), /not its name/)
      await check(page, 'admin-delete')
      await page.fill('#name', server.account.handle)
      await page.click('main button.danger')
      assert.match(await success(page), /was deleted/)
      const shown = await fetch(`${server.url}/xrpc/com.atproto.repo.describeRepo?repo=${server.account.did}`)
      assert.equal(shown.status, 400)
      await page.goto('/admin?acts=all')
      assert.match(await page.locator('main').innerText(), /The account was deleted/)
      await check(page, 'admin-acts')
    })
  })
}

/** A folder that looks like the appliance's, with version 1.2.2 and the key of the bundles of the unit tests. */
async function appliance() {
  const root = await mkdtemp(path.join(os.tmpdir(), 'hostplant-appliance-'))
  for (const folder of ['run', 'etc/hostplant']) await mkdir(path.join(root, folder), { recursive: true })
  await writeFile(path.join(root, 'run/slot'), 'a\n')
  await writeFile(path.join(root, 'run/update'), 'version 1.2.2 is in slot a since the last start\n')
  await writeFile(path.join(root, 'run/trial'), '')
  await writeFile(path.join(root, 'etc/hostplant/board'), 'arm64\n')
  await writeFile(path.join(root, 'etc/hostplant/version'), '1.2.2\n')
  await copyFile(path.join(BUNDLE, 'key.pub'), path.join(root, 'etc/hostplant/update.pub'))
  return root
}

/** A bundle of version 1.2.3, whose signature is for this system alone. */
async function bundle(system = 'the system of version 1.2.3\n') {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hostplant-bundle-'))
  try {
    for (const name of ['manifest.toml', 'manifest.toml.minisig']) await copyFile(path.join(BUNDLE, name), path.join(folder, name))
    await writeFile(path.join(folder, 'system.img'), system)
    return execFileSync('tar', ['-C', folder, '-cf', '-', 'manifest.toml', 'manifest.toml.minisig', 'system.img'])
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Serves `source.next`, a status and bytes; the most of them not before `source.waits` is over. */
async function startSource() {
  const source = { next: [404, ''], waits: null }
  const server = createServer(async (_, reply) => {
    const [status, bytes] = source.next
    reply.writeHead(status, { 'content-length': bytes.length })
    if (!source.waits) return reply.end(bytes)
    reply.write(bytes.subarray(0, 600))
    await source.waits
    reply.end(bytes.subarray(600))
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  source.url = `http://127.0.0.1:${server.address().port}/hostplant-arm64.hpu`
  source.stop = () => server.close()
  return source
}

for (const javaScriptEnabled of [false, true]) {
  describe(`the appliance with${javaScriptEnabled ? '' : 'out'} JavaScript`, () => {
    let server, page, root, source

    const check = (name) => checkPage(browser, page, javaScriptEnabled ? `${name}.js` : name)

    before(async () => {
      root = await appliance()
      source = await startSource()
      server = await startServer([`secrets.admin_password=${PASSWORD}`, `doctor.system_root=${root}`])
      page = await openPage(browser, server, { javaScriptEnabled })
      await enter(page)
    })

    after(async () => {
      await server?.stop()
      source?.stop()
      await rm(root, { recursive: true, force: true })
    })

    /** Gives the address of a bundle, and waits for what comes of it. */
    async function fetchBundle(...answer) {
      source.next = answer
      await page.fill('#url', source.url)
      await page.click('main button.primary')
      // While it comes the page looks again by itself.
      await page.locator('#url').waitFor({ timeout: 30_000 })
    }
    const said = () => page.locator('main').innerText()

    test('what runs is shown', async () => {
      await page.click('nav a:text-is("Update")')
      assert.match(await said(), /1\.2\.2\s+On trial/)
      assert.match(await said(), /in slot a since/)
      await check('admin-update')
    })

    test('bundles that are not right are refused with a sentence', async () => {
      await fetchBundle(404, Buffer.from(''))
      assert.match(await said(), /did not work:.*404/)
      await check('admin-update-missing')
      await fetchBundle(200, Buffer.from('<html>'))
      assert.match(await said(), /this is no update bundle/)
      await fetchBundle(200, await bundle('the system of version 1.2.4\n'))
      assert.match(await said(), /the system in the bundle is damaged/)
      await check('admin-update-damaged')
    })

    test('one that is right is fetched and handed over', async () => {
      let go
      source.waits = new Promise((done) => (go = done))
      source.next = [200, await bundle()]
      await page.fill('#url', source.url)
      await page.click('main button.primary')
      assert.match(await said(), /is being fetched/)
      await check('admin-update-comes')
      go()
      await page.locator('#url').waitFor({ timeout: 30_000 })
      assert.match(await said(), /Version 1\.2\.3 is right/)
      await check('admin-update-handed')
    })

    test('one is sent from here', async () => {
      await page.click('main a:text-is("Send a bundle from this device")')
      await check('admin-update-file')
      await page.setInputFiles('#file', { name: 'x.hpu', mimeType: 'application/octet-stream', buffer: await bundle('another system\n') })
      await page.click('main button.primary')
      assert.match(await said(), /the system in the bundle is damaged|this is no update bundle/)
      await page.click('main a:text-is("Send a bundle from this device")')
      await page.setInputFiles('#file', { name: 'x.hpu', mimeType: 'application/octet-stream', buffer: await bundle() })
      await page.click('main button.primary')
      assert.match(await said(), /Version 1\.2\.3 is right/)
    })

    test('the board is asked to start again and to end', async () => {
      await page.click('main button:text-is("Start the board again")')
      assert.match(await success(page), /board starts again/)
      await page.click('main a:text-is("Switch it off")')
      assert.match(await page.locator('h1').innerText(), /Switch the board off/)
      await check('admin-poweroff')
      await page.click('main button.danger')
      assert.match(await success(page), /switches itself off/)
      await check('admin-update-off')
    })
  })
}

describe('passkeys', () => {
  let server, page

  before(async () => {
    server = await startServer([`secrets.admin_password=${PASSWORD}`])
    page = await openPage(browser, server)
    page.setDefaultTimeout(10_000)
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable')
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
  })

  after(() => server?.stop())

  test('one is added, signs in, and is removed', async () => {
    await enter(page)
    await page.goto('/admin/settings')
    await page.click('main a:has-text("Passkeys")')
    await checkPage(browser, page, 'admin-passkeys-none')
    await page.fill('#name', 'My telephone')
    await page.click('main button.primary')
    assert.match(await success(page), /passkey was added/)
    await checkPage(browser, page, 'admin-passkeys')
    await page.click('header button')
    await checkPage(browser, page, 'admin-sign-in-passkey')
    await page.click('main button:has-text("Sign in with a passkey")')
    await page.waitForURL('**/admin')
    await page.goto('/admin/passkeys')
    assert.match(await page.locator('main .list').innerText(), /My telephone\s+added .* last used/)
    await page.click('main .list button')
    assert.match(await success(page), /was removed/)
    await page.click('header button')
    assert.equal(await page.locator('main button:has-text("passkey")').count(), 0)
  })
})
