// The official client, `@atproto/api`, does what an app does.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { AtpAgent } from '@atproto/api'
import { TID } from '@atproto/common-web'
import { png } from '../image.js'
import { startNetwork } from '../network.js'
import { UNDER_TEST } from '../server.js'

/** Why what the reference leaves to its operators' own service is skipped; false if it is there. */
const NO_FACTORS = UNDER_TEST === 'reference' && 'the reference has no second factors'
const UPLOAD_LIMIT = 1024 * 1024

const now = () => new Date().toISOString()
const named = (error, status) => ({ status, error })

let network, alice, bob
before(async () => {
  network = await startNetwork([
    { name: 'one', env: { PDS_BLOB_UPLOAD_LIMIT: String(UPLOAD_LIMIT) } },
    { name: 'two', invites: true },
  ])
})
after(() => network?.stop())

describe('accounts', () => {
  it('signs up without an invite where none is needed', async () => {
    alice = await network.one.account('alice')
    bob = await network.one.account('bob')
    assert.equal(alice.session.handle, network.one.handle('alice'))
    const data = await network.plc.getDocumentData(alice.did)
    assert.deepEqual(data.alsoKnownAs, [`at://${network.one.handle('alice')}`])
    assert.equal(data.services.atproto_pds.endpoint, network.one.url)
    const { data: session } = await alice.com.atproto.server.getSession()
    assert.equal(session.email, alice.email)
    assert.equal(session.active, true)
  })

  it('refuses a handle that is taken, and one of another domain', async () => {
    await assert.rejects(network.one.account('alice', { email: 'other@mail.test' }), named('InvalidRequest', 400))
    await assert.rejects(network.one.account('carol', { handle: 'carol.elsewhere.test' }), named('UnsupportedDomain', 400))
  })

  it('signs up with an invite where one is needed, once', async () => {
    await assert.rejects(network.two.account('carol'), named('InvalidInviteCode', 400))
    const inviteCode = await network.two.inviteCode()
    await network.two.account('carol', { inviteCode })
    await assert.rejects(network.two.account('dan', { inviteCode }), named('InvalidInviteCode', 400))
  })

  it('logs in by handle, DID and e-mail address', async () => {
    for (const identifier of [alice.session.handle, alice.did, alice.email]) {
      const agent = network.one.agent()
      await agent.login({ identifier, password: alice.password })
      assert.equal(agent.did, alice.did)
    }
    await assert.rejects(
      network.one.agent().login({ identifier: alice.did, password: 'wrong' }),
      named('AuthenticationRequired', 401),
    )
  })

  it('refreshes, resumes and ends a session', async () => {
    const agent = network.one.agent()
    await agent.login({ identifier: alice.did, password: alice.password })
    const first = { ...agent.session }
    await agent.sessionManager.refreshSession()
    assert.notEqual(agent.session.refreshJwt, first.refreshJwt)
    const resumed = network.one.agent()
    await resumed.resumeSession(agent.session)
    const { refreshJwt } = resumed.session
    await resumed.logout()
    await assert.rejects(
      network.one.agent().com.atproto.server.refreshSession(undefined, {
        headers: { authorization: `Bearer ${refreshJwt}` },
      }),
      { status: 400, error: 'ExpiredToken' },
    )
  })

  it('changes the handle, in the directory too', async () => {
    const handle = network.one.handle('alice-renamed')
    await alice.com.atproto.identity.updateHandle({ handle })
    const { data } = await network.one.agent().com.atproto.identity.resolveHandle({ handle })
    assert.equal(data.did, alice.did)
    assert.deepEqual((await network.plc.getDocumentData(alice.did)).alsoKnownAs, [`at://${handle}`])
    await assert.rejects(
      bob.com.atproto.identity.updateHandle({ handle }),
      { status: 400 },
    )
    await alice.com.atproto.identity.updateHandle({ handle: network.one.handle('alice') })
  })

  it('keeps preferences', async () => {
    const preferences = [
      { $type: 'app.bsky.actor.defs#adultContentPref', enabled: false },
      { $type: 'app.bsky.actor.defs#savedFeedsPrefV2', items: [] },
    ]
    await alice.app.bsky.actor.putPreferences({ preferences })
    const { data } = await alice.app.bsky.actor.getPreferences()
    assert.deepEqual(data.preferences, preferences)
  })

  it('makes app passwords, which log in and can be revoked', async () => {
    const { data: made } = await alice.com.atproto.server.createAppPassword({ name: 'phone' })
    assert.match(made.password, /^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/)
    const phone = network.one.agent()
    await phone.login({ identifier: alice.did, password: made.password })
    await phone.post({ text: 'from the phone' })
    await assert.rejects(phone.com.atproto.server.createAppPassword({ name: 'second' }), { status: 400 })
    const { data: listed } = await alice.com.atproto.server.listAppPasswords()
    assert.deepEqual(listed.passwords.map((each) => each.name), ['phone'])
    await alice.com.atproto.server.revokeAppPassword({ name: 'phone' })
    await assert.rejects(
      network.one.agent().login({ identifier: alice.did, password: made.password }),
      named('AuthenticationRequired', 401),
    )
  })

  it('confirms the e-mail address and resets the password by mailed codes', async () => {
    const confirm = await network.mail.code(bob.email, () => bob.com.atproto.server.requestEmailConfirmation())
    await bob.com.atproto.server.confirmEmail({ email: bob.email, token: confirm })
    const { data } = await bob.com.atproto.server.getSession()
    assert.equal(data.emailConfirmed, true)

    const agent = network.one.agent()
    const token = await network.mail.code(bob.email, () =>
      agent.com.atproto.server.requestPasswordReset({ email: bob.email }),
    )
    await agent.com.atproto.server.resetPassword({ token, password: 'a new password' })
    await assert.rejects(
      agent.login({ identifier: bob.did, password: bob.password }),
      named('AuthenticationRequired', 401),
    )
    await bob.login({ identifier: bob.did, password: 'a new password' })
    bob.password = 'a new password'
    await assert.rejects(
      agent.com.atproto.server.resetPassword({ token, password: 'once more' }),
      named('InvalidToken', 400),
    )
  })

  it('asks for a mailed code beside the password, and for none once it is switched off', { skip: NO_FACTORS }, async () => {
    const update = (emailAuthFactor, token) =>
      bob.com.atproto.server.updateEmail({ email: bob.email, emailAuthFactor, token })
    // Its owner is told of each change.
    await network.mail.expect(bob.email, () => update(true))
    const { data: session } = await bob.com.atproto.server.getSession()
    assert.deepEqual([session.emailAuthFactor, session.emailConfirmed], [true, true])

    const agent = network.one.agent()
    const login = (authFactorToken) =>
      agent.login({ identifier: bob.did, password: bob.password, authFactorToken })
    const code = await network.mail.code(bob.email, () =>
      assert.rejects(login(), named('AuthFactorTokenRequired', 401)),
    )
    await assert.rejects(login('AAAAA-AAAAA'), /Token is invalid/)
    await login(code)
    assert.equal(agent.session.emailAuthFactor, true)
    await assert.rejects(login(code), /Token is invalid/)

    await assert.rejects(update(false), named('TokenRequired', 400))
    const token = await network.mail.code(bob.email, () => bob.com.atproto.server.requestEmailUpdate())
    await network.mail.expect(bob.email, () => update(false, token))
    await login()
    assert.equal(agent.session.emailAuthFactor, false)
  })

  it('deactivates, and comes back', async () => {
    await bob.com.atproto.server.deactivateAccount({})
    const anyone = network.one.agent()
    const { data: away } = await anyone.com.atproto.sync.getRepoStatus({ did: bob.did })
    assert.deepEqual([away.active, away.status], [false, 'deactivated'])
    await assert.rejects(anyone.com.atproto.sync.getRepo({ did: bob.did }), named('RepoDeactivated', 400))
    await bob.com.atproto.server.activateAccount()
    const { data: back } = await anyone.com.atproto.sync.getRepoStatus({ did: bob.did })
    assert.equal(back.active, true)
  })

  it('deletes an account by a mailed code', async () => {
    const gone = await network.one.account('gone')
    const token = await network.mail.code(gone.email, () => gone.com.atproto.server.requestAccountDelete())
    await assert.rejects(
      gone.com.atproto.server.deleteAccount({ did: gone.did, password: 'wrong', token }),
      { status: 401 },
    )
    await gone.com.atproto.server.deleteAccount({ did: gone.did, password: gone.password, token })
    await assert.rejects(
      network.one.agent().com.atproto.sync.getRepo({ did: gone.did }),
      named('RepoNotFound', 400),
    )
    await assert.rejects(
      network.one.agent().login({ identifier: gone.did, password: gone.password }),
      named('AuthenticationRequired', 401),
    )
  })
})

describe('records', () => {
  const post = (text) => ({ $type: 'app.bsky.feed.post', text, createdAt: now() })
  let target

  it('posts with an image that anyone can then fetch', async () => {
    const image = png([200, 30, 90])
    const { data: uploaded } = await alice.uploadBlob(image, { encoding: 'image/png' })
    assert.equal(uploaded.blob.mimeType, 'image/png')
    assert.equal(uploaded.blob.size, image.length)
    target = await alice.post({
      text: 'look',
      embed: { $type: 'app.bsky.embed.images', images: [{ alt: 'a square', image: uploaded.blob }] },
    })
    const cid = uploaded.blob.ref.toString()
    const { data: listed } = await network.one.agent().com.atproto.sync.listBlobs({ did: alice.did })
    assert.deepEqual(listed.cids, [cid])
    const got = await network.one.agent().com.atproto.sync.getBlob({ did: alice.did, cid })
    assert.equal(got.headers['content-type'], 'image/png')
    assert.deepEqual(Buffer.from(got.data), image)
    const { data: record } = await alice.com.atproto.repo.getRecord({
      repo: alice.did,
      collection: 'app.bsky.feed.post',
      rkey: target.uri.split('/').pop(),
    })
    assert.equal(record.cid, target.cid)
    assert.equal(record.value.embed.images[0].image.ref.toString(), cid)
  })

  it('refuses a blob that was never uploaded', async () => {
    const { data: uploaded } = await bob.uploadBlob(png([1, 2, 3]), { encoding: 'image/png' })
    await assert.rejects(
      alice.post({
        text: 'not mine',
        embed: { $type: 'app.bsky.embed.images', images: [{ alt: '', image: uploaded.blob }] },
      }),
      { status: 400 },
    )
  })

  it('refuses a blob beyond the limit, and takes one at the limit', async () => {
    const size = UPLOAD_LIMIT
    const bytes = new Uint8Array(size + 1).fill(7)
    await assert.rejects(alice.uploadBlob(bytes, { encoding: 'application/octet-stream' }), { status: 413 })
    const { data } = await alice.uploadBlob(bytes.subarray(1), { encoding: 'application/octet-stream' })
    assert.equal(data.blob.size, size)
  })

  it('takes a blob whose size is not told beforehand', async () => {
    const image = png([3, 1, 4], 64)
    async function* pieces() {
      for (let at = 0; at < image.length; at += 50) yield image.subarray(at, at + 50)
    }
    const answer = await fetch(`${network.one.url}/xrpc/com.atproto.repo.uploadBlob`, {
      method: 'POST',
      duplex: 'half',
      body: ReadableStream.from(pieces()),
      headers: { authorization: `Bearer ${alice.session.accessJwt}`, 'content-type': '*/*' },
    })
    const { blob } = await answer.json()
    assert.deepEqual([answer.status, blob.size, blob.mimeType], [200, image.length, 'image/png'])
  })

  it('likes, reposts, follows, and takes each back', async () => {
    const count = async (collection) => {
      const { data } = await bob.com.atproto.repo.listRecords({ repo: bob.did, collection })
      return data.records.length
    }
    const like = await bob.like(target.uri, target.cid)
    const repost = await bob.repost(target.uri, target.cid)
    const follow = await bob.follow(alice.did)
    for (const collection of ['app.bsky.feed.like', 'app.bsky.feed.repost', 'app.bsky.graph.follow']) {
      assert.equal(await count(collection), 1, collection)
    }
    await bob.deleteLike(like.uri)
    await bob.deleteRepost(repost.uri)
    await bob.deleteFollow(follow.uri)
    for (const collection of ['app.bsky.feed.like', 'app.bsky.feed.repost', 'app.bsky.graph.follow']) {
      assert.equal(await count(collection), 0, collection)
    }
  })

  it('edits the profile in place', async () => {
    const { data: avatar } = await alice.uploadBlob(png([0, 90, 200]), { encoding: 'image/png' })
    await alice.upsertProfile(() => ({ displayName: 'Alice', avatar: avatar.blob }))
    await alice.upsertProfile((existing) => ({ ...existing, description: 'gardener' }))
    const { data } = await alice.com.atproto.repo.getRecord({
      repo: alice.did,
      collection: 'app.bsky.actor.profile',
      rkey: 'self',
    })
    assert.deepEqual([data.value.displayName, data.value.description], ['Alice', 'gardener'])
    assert.equal(data.value.avatar.ref.toString(), avatar.blob.ref.toString())
  })

  it('puts a record only over the version that the caller saw', async () => {
    const at = { repo: alice.did, collection: 'app.bsky.feed.generator', rkey: 'plants' }
    const record = (displayName) => ({
      $type: 'app.bsky.feed.generator',
      did: alice.did,
      displayName,
      createdAt: now(),
    })
    const { data: first } = await alice.com.atproto.repo.putRecord({ ...at, record: record('one'), swapRecord: null })
    const { data: second } = await alice.com.atproto.repo.putRecord({
      ...at,
      record: record('two'),
      swapRecord: first.cid,
    })
    assert.notEqual(second.cid, first.cid)
    await assert.rejects(
      alice.com.atproto.repo.putRecord({ ...at, record: record('three'), swapRecord: first.cid }),
      named('InvalidSwap', 400),
    )
    await assert.rejects(
      alice.com.atproto.repo.putRecord({ ...at, record: record('three'), swapRecord: null }),
      named('InvalidSwap', 400),
    )
    const { data: stored } = await alice.com.atproto.repo.getRecord(at)
    assert.equal(stored.value.displayName, 'two')
  })

  it('deletes a record, and a second time without complaint', async () => {
    const { uri } = await alice.post({ text: 'short-lived' })
    await alice.deletePost(uri)
    await alice.deletePost(uri)
    await assert.rejects(
      alice.com.atproto.repo.getRecord({
        repo: alice.did,
        collection: 'app.bsky.feed.post',
        rkey: uri.split('/').pop(),
      }),
      { status: 400 },
    )
  })

  it('applies several writes as one commit, or none', async () => {
    const collection = 'app.bsky.feed.post'
    const write = (kind, fields) => ({ $type: `com.atproto.repo.applyWrites#${kind}`, collection, ...fields })
    const [a, b, c, d, e] = Array.from({ length: 5 }, () => TID.nextStr())
    const head = async () => (await alice.com.atproto.sync.getLatestCommit({ did: alice.did })).data
    const { data: first } = await alice.com.atproto.repo.applyWrites({
      repo: alice.did,
      writes: [write('create', { rkey: a, value: post('a') }), write('create', { rkey: b, value: post('b') })],
    })
    assert.equal(first.results.length, 2)
    assert.equal(first.commit.cid, (await head()).cid)
    await alice.com.atproto.repo.applyWrites({
      repo: alice.did,
      swapCommit: first.commit.cid,
      writes: [
        write('update', { rkey: a, value: post('a2') }),
        write('delete', { rkey: b }),
        write('create', { rkey: c, value: post('c') }),
      ],
    })
    const before = await head()
    await assert.rejects(
      alice.com.atproto.repo.applyWrites({
        repo: alice.did,
        swapCommit: first.commit.cid,
        writes: [write('create', { rkey: d, value: post('d') })],
      }),
      named('InvalidSwap', 400),
    )
    await assert.rejects(
      alice.com.atproto.repo.applyWrites({
        repo: alice.did,
        writes: [
          write('create', { rkey: d, value: post('d') }),
          write('create', { rkey: e, value: { $type: collection } }),
        ],
      }),
      { status: 400 },
    )
    const many = Array.from({ length: 201 }, () => write('create', { value: post('one of many') }))
    await assert.rejects(alice.com.atproto.repo.applyWrites({ repo: alice.did, writes: many }), { status: 400 })
    assert.deepEqual(await head(), before)
    const { data } = await alice.com.atproto.repo.getRecord({ repo: alice.did, collection, rkey: a })
    assert.equal(data.value.text, 'a2')
  })

  it('lists records page by page, in both directions', async () => {
    const collection = 'com.example.garden.bed'
    const writes = Array.from({ length: 25 }, (_, index) => ({
      $type: 'com.atproto.repo.applyWrites#create',
      collection,
      rkey: `bed-${String(index).padStart(2, '0')}`,
      value: { $type: collection, index },
    }))
    await bob.com.atproto.repo.applyWrites({ repo: bob.did, writes })
    for (const reverse of [false, true]) {
      const seen = []
      let cursor
      do {
        const { data } = await bob.com.atproto.repo.listRecords({
          repo: bob.did,
          collection,
          limit: 10,
          reverse,
          cursor,
        })
        seen.push(...data.records.map((record) => record.value.index))
        cursor = data.cursor
      } while (cursor)
      const expected = writes.map((write) => write.value.index)
      assert.deepEqual(seen, reverse ? expected : expected.toReversed())
    }
  })

  it('describes the repository', async () => {
    const { data } = await network.one.agent().com.atproto.repo.describeRepo({ repo: alice.session.handle })
    assert.equal(data.did, alice.did)
    assert.equal(data.handleIsCorrect, true)
    assert.equal(data.didDoc.id, alice.did)
    assert.deepEqual(data.collections.toSorted(), [
      'app.bsky.actor.profile',
      'app.bsky.feed.generator',
      'app.bsky.feed.post',
    ])
  })

  it('refuses a record that its schema forbids, and says what is known of the rest', async () => {
    const create = (collection, record, validate) =>
      alice.com.atproto.repo.createRecord({ repo: alice.did, collection, record, validate })
    await assert.rejects(create('app.bsky.feed.post', { createdAt: now() }), named('InvalidRequest', 400))
    await assert.rejects(create('app.bsky.feed.post', { ...post('x'), $type: 'app.bsky.feed.like' }), { status: 400 })
    await assert.rejects(create('com.example.unknown', { a: 1 }, true), { status: 400 })
    const { data: valid } = await create('app.bsky.feed.post', post('x'))
    assert.equal(valid.validationStatus, 'valid')
    const { data: unknown } = await create('com.example.unknown', { a: 1 })
    assert.equal(unknown.validationStatus, 'unknown')
  })

  it("refuses to write to someone else's repository, or without a session", async () => {
    const args = { repo: alice.did, collection: 'app.bsky.feed.post', record: post('x') }
    await assert.rejects(bob.com.atproto.repo.createRecord(args), named('AuthenticationRequired', 401))
    await assert.rejects(new AtpAgent({ service: network.one.url }).com.atproto.repo.createRecord(args), { status: 401 })
  })

  it('keeps everything over a restart, and when it is killed', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL']) {
      const { uri } = await alice.post({ text: `before ${signal}` })
      const { data: before } = await alice.com.atproto.sync.getLatestCommit({ did: alice.did })
      await network.one.restart(signal)
      const { data: after } = await alice.com.atproto.sync.getLatestCommit({ did: alice.did })
      assert.deepEqual(after, before)
      await alice.com.atproto.repo.getRecord({
        repo: alice.did,
        collection: 'app.bsky.feed.post',
        rkey: uri.split('/').pop(),
      })
    }
    await alice.post({ text: 'still here' })
  })
})
