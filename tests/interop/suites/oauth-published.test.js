// Apps with a host of their own, through the official OAuth client: one that proves who it is by a key, one that cannot.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { call, consent, post, signIn, startHost } from '../app.js'
import { png } from '../image.js'
import { startNetwork } from '../network.js'
import { Person } from '../person.js'
import { startService } from '../service.js'

const VIEW = 'did:web:view.test'
const VIEWED = `rpc:app.bsky.feed.getTimeline?aud=${VIEW}%23bsky_appview`
const SCOPE = `atproto account:email repo:com.example.note blob:image/* ${VIEWED}`

let network, host, view
before(async () => {
  host = await startHost()
  view = await startService(VIEW)
  const env = { ...host.setting, PDS_BSKY_APP_VIEW_URL: view.url, PDS_BSKY_APP_VIEW_DID: VIEW }
  network = await startNetwork([{ name: 'one', env }])
})
after(async () => {
  await network?.stop()
  await view?.stop()
  await host?.stop()
})

/** Whether the app gets anything of the account. */
const works = async (session) => (await call(session, 'com.atproto.server.getSession')).ok

/** Signs `account` in on a new browser and lets the app in; with `scope` instead of all that the app publishes. */
async function letIn(app, account, scope) {
  const person = new Person(network.one.url)
  const url = await app.authorize(network.one.url, { scope })
  const { session } = await app.callback(await consent(await signIn(person, url, account)))
  return { person, session }
}

async function assertMissing(answer, scope) {
  const body = await answer.json()
  assert.deepEqual([answer.status, body.error], [403, 'ScopeMissingError'], JSON.stringify(body))
  assert.match(answer.headers.get('www-authenticate'), /^DPoP .*error="insufficient_scope"/)
  assert.ok(body.message.includes(`"${scope}"`), body.message)
}

const upload = (session, type, bytes) => call(session, 'com.atproto.repo.uploadBlob', bytes, { 'content-type': type })

describe('an app with a key', () => {
  let app, alice, person, session
  before(async () => (app = await host.confidential(network, 'keyed', SCOPE)))

  it('gives somebody an account on the way in', async () => {
    person = new Person(network.one.url)
    let page = await person.open((await app.authorize(network.one.url, { prompt: 'create' })).href)
    page = await page.submit('/account/sign-up', { handle: 'alice' })
    page = await page.submit('/account/sign-up/details', { email: 'alice@mail.test', password: 'alice-password' })
    assert.ok(page.html.includes('app.demo.social') && !page.html.includes('keyed</'), 'by its host, not by its own name')
    session = (await app.callback(await consent(page))).session
    const account = await (await call(session, 'com.atproto.server.getSession')).json()
    assert.equal(account.handle, network.one.handle('alice'))
    assert.equal(account.email, 'alice@mail.test')
    alice = { session: { handle: account.handle }, password: 'alice-password' }
  })

  it('does what it may', async () => {
    const blob = await (await upload(session, 'image/png', png([1, 2, 3]))).json()
    assert.equal((await post(session, 'com.example.note', { image: blob.blob })).status, 200)
    view.asked()
    const timeline = await call(session, 'app.bsky.feed.getTimeline?limit=1')
    assert.deepEqual(await timeline.json(), { answered: true })
    const [{ path, token }] = view.asked()
    assert.equal(path, '/xrpc/app.bsky.feed.getTimeline?limit=1')
    assert.deepEqual([token.iss, token.lxm], [session.did, 'app.bsky.feed.getTimeline'])
  })

  it('is refused what it may not', async () => {
    await assertMissing(await post(session, 'app.bsky.feed.post'), 'repo:app.bsky.feed.post?action=create')
    const writes = [{ $type: 'com.atproto.repo.applyWrites#delete', collection: 'app.bsky.feed.like', rkey: 'a' }]
    const batch = await call(session, 'com.atproto.repo.applyWrites', { repo: session.did, writes })
    await assertMissing(batch, 'repo:app.bsky.feed.like?action=delete')
    await assertMissing(await upload(session, 'text/plain', 'not an image'), 'blob:text/plain')
    await assertMissing(
      await call(session, 'app.bsky.feed.getLikes?uri=x'),
      `rpc:app.bsky.feed.getLikes?aud=${VIEW}%23bsky_appview`,
    )
    await assertMissing(
      await call(session, 'app.bsky.feed.getTimeline', undefined, { 'atproto-proxy': `${VIEW}#other` }),
      `rpc:app.bsky.feed.getTimeline?aud=${VIEW}%23other`,
    )
    await assertMissing(
      await call(session, `com.atproto.server.getServiceAuth?aud=${VIEW}&lxm=app.bsky.feed.getLikes`),
      'rpc:app.bsky.feed.getLikes?aud=*',
    )
    assert.deepEqual(view.asked(), [], 'nothing of it was forwarded')
    await assertMissing(
      await call(session, 'com.atproto.identity.updateHandle', { handle: 'other.one.test' }),
      'identity:handle',
    )
    const mail = await call(session, 'com.atproto.server.requestEmailConfirmation', {})
    await assertMissing(mail, 'account:email?action=manage')
    const passwords = await call(session, 'com.atproto.server.listAppPasswords')
    assert.equal(passwords.status, 403)
  })

  it('refreshes its tokens', async () => {
    const old = await session.getTokenSet(false)
    const { scope } = await session.getTokenInfo(true)
    assert.equal(scope, SCOPE)
    assert.notEqual((await session.getTokenSet(false)).refresh_token, old.refresh_token)
    assert.ok(await works(session))
  })

  it('is let in again without a question', async () => {
    ;({ person, session } = await letIn(app, alice))
    for (const options of [{}, { prompt: 'none' }]) {
      const { left } = await person.open((await app.authorize(alice.session.handle, options)).href)
      session = (await app.callback(left.searchParams)).session
      assert.ok(await works(session))
    }
  })

  it('is asked about when it wants more', async () => {
    const more = await host.confidential(network, 'more', `${SCOPE} repo:com.example.draft`)
    const narrow = await more.authorize(alice.session.handle, { scope: SCOPE })
    await more.callback(await consent(await person.open(narrow.href)))
    const wide = await person.open((await more.authorize(alice.session.handle)).href)
    assert.equal(wide.title, 'Authorize')
    await assert.rejects(more.authorize(network.one.url, { scope: `${SCOPE} repo:com.example.unheard` }), /invalid_scope/)
  })

  it('gives its access back', async () => {
    await session.signOut()
    await assert.rejects(app.restore(session.did))
  })

  it('loses it when the owner wants, and is asked about anew', async () => {
    session = (await letIn(app, alice)).session
    const apps = `/account/u/${alice.session.handle}/apps`
    // Each time that somebody lets an app in is a row of its own.
    const rows = (await person.open(network.one.url + apps)).links(`${apps}/`)
    for (const row of rows) await (await person.open(network.one.url + row)).submit(row)
    assert.deepEqual((await person.open(network.one.url + apps)).links(`${apps}/`), [])
    assert.equal(await works(session), false)
    await assert.rejects(app.restore(session.did))
    const asked = await person.open((await app.authorize(alice.session.handle)).href)
    assert.equal(asked.title, 'Authorize')
  })
})

describe('a key', () => {
  it('that is no longer published ends the sessions begun with it', async () => {
    const bob = await network.one.account('bob')
    const before = await host.confidential(network, 'rotating', SCOPE)
    const { session } = await letIn(before, bob)
    await session.getTokenInfo(true)

    const after = await host.confidential(network, 'rotating', SCOPE, 'second')
    await network.one.restart() // or ten minutes later
    await assert.rejects(session.getTokenInfo(true), { error: 'invalid_client' })
    assert.ok(await works((await letIn(after, bob)).session))
  })

  it('may stay published beside the one that follows it', async () => {
    const carol = await network.one.account('carol')
    const before = await host.confidential(network, 'careful', SCOPE)
    const { session } = await letIn(before, carol)
    const after = await host.confidential(network, 'careful', SCOPE, 'second', before.jwks.keys)
    await network.one.restart()
    assert.ok(await works((await letIn(after, carol)).session))
    await session.getTokenInfo(true)
    assert.ok(await works(session), 'the first key still counts')
  })
})

describe('an app that runs in browsers', () => {
  let app, erin, person, session
  before(async () => {
    app = host.public(network, 'open', `${SCOPE} transition:generic transition:email transition:chat.bsky`)
    erin = await network.one.account('erin')
  })

  it('is let in, and asked about each time', async () => {
    ;({ person, session } = await letIn(app, erin, SCOPE))
    assert.ok(await works(session))
    const again = await person.open((await app.authorize(erin.session.handle, { scope: SCOPE })).href)
    assert.equal(again.title, 'Authorize')
    await assert.rejects(app.authorize(erin.session.handle, { scope: SCOPE, prompt: 'none' }), /consent_required/)
  })

  it('calls, refreshes and gives its access back', async () => {
    assert.equal((await post(session, 'com.example.note')).status, 200)
    assert.equal((await post(session, 'com.example.other')).status, 403)
    await session.getTokenInfo(true)
    assert.ok(await works(session))
    await session.signOut()
    await assert.rejects(app.restore(session.did))
  })

  it('of the time before scopes may do much, but not everything', async () => {
    const { session } = await letIn(app, erin, 'atproto transition:generic')
    assert.equal((await post(session, 'com.example.anything')).status, 200)
    assert.equal((await upload(session, 'text/plain', 'any text')).status, 200)
    assert.equal((await call(session, 'app.bsky.feed.getLikes?uri=x')).status, 200)
    const account = await (await call(session, 'com.atproto.server.getSession')).json()
    assert.equal(account.email, undefined)
    view.asked()
    await assertMissing(
      await call(session, 'chat.bsky.convo.listConvos', undefined, { 'atproto-proxy': `${VIEW}#bsky_appview` }),
      `rpc:chat.bsky.convo.listConvos?aud=${VIEW}%23bsky_appview`,
    )
    assert.deepEqual(view.asked(), [])

    const chat = (await letIn(app, erin, 'atproto transition:generic transition:chat.bsky')).session
    const messages = await call(chat, 'chat.bsky.convo.listConvos', undefined, { 'atproto-proxy': `${VIEW}#bsky_appview` })
    assert.equal(messages.status, 200)
  })
})

describe('what happens to an account', () => {
  let app, frank, person, session
  before(async () => {
    app = await host.confidential(network, 'lasting', SCOPE)
    frank = await network.one.account('frank')
    ;({ person, session } = await letIn(app, frank))
  })

  it('a new password ends what browsers and devices hold, and leaves apps to the owner', async () => {
    const anonymous = network.one.agent().com.atproto.server
    const token = await network.mail.code(frank.email, () => anonymous.requestPasswordReset({ email: frank.email }))
    frank.password = 'another password'
    await anonymous.resetPassword({ token, password: frank.password })
    assert.ok(await works(session))
    await session.getTokenInfo(true)
    const page = await person.open((await app.authorize(frank.session.handle)).href)
    assert.match(page.title, /sign in/i)
    await frank.login({ identifier: frank.session.handle, password: frank.password })
  })

  it('while it is deactivated apps may look and not write, and no other is let in', async () => {
    await frank.com.atproto.server.deactivateAccount({})
    const account = await (await call(session, 'com.atproto.server.getSession')).json()
    assert.equal(account.active, false)
    const refused = await post(session, 'com.example.note')
    assert.deepEqual([refused.status, (await refused.json()).error], [401, 'AccountDeactivated'])

    person = new Person(network.one.url)
    let page = await signIn(person, await app.authorize(network.one.url), frank)
    assert.match(page.title, /deactivated|reactivate/i)
    page = await page.submit('/oauth/authorize/reactivate')
    session = (await app.callback(await consent(page))).session
    assert.equal((await post(session, 'com.example.note')).status, 200)
  })

  it('deletion ends all', async () => {
    await frank.login({ identifier: frank.session.handle, password: frank.password })
    const token = await network.mail.code(frank.email, () => frank.com.atproto.server.requestAccountDelete())
    await frank.com.atproto.server.deleteAccount({ did: frank.session.did, password: frank.password, token })
    assert.equal(await works(session), false)
    await assert.rejects(app.restore(session.did))
  })
})
