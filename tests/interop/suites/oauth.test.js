// The official OAuth client lets people in by the server's pages, calls, refreshes, and is let go.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { call, loopback, post, signIn } from '../app.js'
import { startNetwork } from '../network.js'
import { Person } from '../person.js'

const SCOPE = 'atproto transition:email repo:com.example.note repo:app.bsky.feed.post?action=create blob:image/*'

let network, alice
before(async () => {
  network = await startNetwork([{ name: 'one' }])
  alice = await network.one.account('alice')
})
after(() => network?.stop())

describe('an app that somebody lets in', () => {
  let client, session

  it('is let in from the name of a server alone', async () => {
    client = loopback(network, SCOPE)
    const person = new Person(network.one.url)
    const page = await signIn(person, await client.authorize(network.one.url, { scope: SCOPE, state: 'mine' }), alice)
    assert.equal(page.title, 'Authorize')
    const { left } = await page.submit('/oauth/authorize/consent', { decision: 'allow' })
    assert.equal(left.origin + left.pathname, client.clientMetadata.redirect_uris[0])
    assert.equal(left.searchParams.get('iss'), network.one.url)
    const answer = await client.callback(left.searchParams)
    assert.equal(answer.state, 'mine')
    session = answer.session
    assert.equal(session.did, alice.did)
  })

  it('does what it may, and nothing else', async () => {
    assert.equal((await post(session, 'app.bsky.feed.post')).status, 200)
    const account = await (await call(session, 'com.atproto.server.getSession')).json()
    assert.equal(account.email, alice.email)
    for (const refused of [
      await post(session, 'com.example.other'),
      await call(session, 'com.atproto.repo.deleteRecord', { repo: session.did, collection: 'app.bsky.feed.post', rkey: 'x' }),
      await call(session, 'com.atproto.server.createAppPassword', { name: 'mine' }),
    ]) {
      assert.equal(refused.status, 403, await refused.text())
    }
    const scope = await post(session, 'com.example.other')
    assert.equal((await scope.json()).error, 'ScopeMissingError')
    assert.match(scope.headers.get('www-authenticate'), /^DPoP .*error="insufficient_scope"/)
  })

  it('refreshes its tokens', async () => {
    const before = await session.getTokenInfo(false)
    const after = await session.getTokenInfo(true)
    assert.equal(after.scope, before.scope)
    assert.equal((await call(session, 'com.atproto.server.getSession')).status, 200)
  })

  it('is let go, and its tokens with it', async () => {
    const restored = await client.restore(session.did, false)
    await session.signOut()
    await assert.rejects(call(restored, 'com.atproto.server.getSession'))
  })
})

describe('what somebody decides', () => {
  it('is what the app gets: a scope that is refused is not granted', async () => {
    const client = loopback(network, SCOPE)
    const person = new Person(network.one.url)
    const page = await signIn(person, await client.authorize(alice.session.handle, { scope: SCOPE }), alice)
    const email = SCOPE.split(' ').indexOf('transition:email')
    const { left } = await page.submit('/oauth/authorize/consent', { decision: 'allow', [`scope-${email}`]: null })
    const { session } = await client.callback(left.searchParams)
    const { scope } = await session.getTokenInfo(false)
    assert.ok(!scope.includes('transition:email') && scope.includes('repo:com.example.note'), scope)
    const account = await (await call(session, 'com.atproto.server.getSession')).json()
    assert.equal(account.email, undefined)
  })

  it('can be no', async () => {
    const client = loopback(network, SCOPE)
    const person = new Person(network.one.url)
    const page = await signIn(person, await client.authorize(network.one.url, { state: 'x' }), alice)
    const { left } = await page.submit('/oauth/authorize/consent', { decision: 'deny' })
    assert.equal(left.searchParams.get('error'), 'access_denied')
    assert.equal(left.searchParams.get('iss'), network.one.url)
    await assert.rejects(client.callback(left.searchParams), /access_denied|rejected/i)
  })

  it('can be to leave before anything is typed', async () => {
    const client = loopback(network, SCOPE)
    const page = await new Person(network.one.url).open((await client.authorize(network.one.url)).href)
    const { left } = await page.submit('/oauth/authorize/cancel')
    assert.equal(left.searchParams.get('error'), 'access_denied')
  })
})

describe('somebody new', () => {
  it('makes an account on the way into an app', async () => {
    const client = loopback(network, SCOPE)
    const person = new Person(network.one.url)
    let page = await person.open((await client.authorize(network.one.url, { prompt: 'create' })).href)
    page = await page.submit('/account/sign-up', { handle: 'newcomer' })
    assert.ok(page.html.includes(network.one.handle('newcomer')))
    page = await page.submit('/account/sign-up/details', { email: 'newcomer@mail.test', password: 'a long password' })
    assert.equal(page.title, 'Authorize')
    const { left } = await page.submit('/oauth/authorize/consent', { decision: 'allow' })
    const { session } = await client.callback(left.searchParams)
    const account = await (await call(session, 'com.atproto.server.getSession')).json()
    assert.equal(account.handle, network.one.handle('newcomer'))
  })

  it('is told when a handle is taken', async () => {
    const page = await new Person(network.one.url).open(`${network.one.url}/account/sign-up`)
    const again = await page.submit('/account/sign-up', { handle: 'alice' })
    assert.equal(again.status, 422)
    assert.match(again.html, /id="handle-fault"/)
  })
})

describe('a request', () => {
  it('belongs to the browser that opened it first', async () => {
    const client = loopback(network, SCOPE)
    const url = (await client.authorize(network.one.url)).href
    await new Person(network.one.url).open(url)
    const { left } = await new Person(network.one.url).open(url)
    assert.equal(left.searchParams.get('error'), 'access_denied')
  })

  it('survives the back button after it was answered', async () => {
    const client = loopback(network, SCOPE)
    const person = new Person(network.one.url)
    const url = await client.authorize(network.one.url)
    const page = await signIn(person, url, alice)
    const { left } = await page.submit('/oauth/authorize/consent', { decision: 'allow' })
    const twice = await page.submit('/oauth/authorize/consent', { decision: 'allow' })
    assert.equal(twice.left?.href, left.href, 'pressing twice gives one answer')
    assert.equal((await person.open(url.href)).title, 'Already answered')
    await client.callback(left.searchParams)
  })
})
