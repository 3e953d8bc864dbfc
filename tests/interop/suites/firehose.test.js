// `@atproto/sync` follows the firehose with authentication on.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { decode } from '@atproto/lex-cbor'
import { readCarWithRoot } from '@atproto/repo'
import { png } from '../image.js'
import { startNetwork } from '../network.js'
import { eventually } from '../processes.js'
import { readFrames, startVerifiedFirehose } from '../subscription.js'

let network, firehose, alice
before(async () => {
  network = await startNetwork()
  firehose = startVerifiedFirehose(network, network.one)
})
after(() => network?.stop())

/** The root of the tree that a commit event's signed commit names. */
async function treeRoot({ blocks }) {
  const { root, blocks: map } = await readCarWithRoot(blocks)
  return decode(map.get(root)).data
}

const kinds = (did) => firehose.of(did).map((event) => event.event)

describe('verified events', () => {
  it('announce a new account: identity, account, sync state', async () => {
    alice = await network.one.account('alice')
    await firehose.waitFor(alice.did, 3)
    // The first commit has no ops, so the library shows no event for it.
    assert.deepEqual(kinds(alice.did), ['identity', 'account', 'sync'])
    const [identity, account] = firehose.of(alice.did)
    assert.equal(identity.handle, network.one.handle('alice'))
    assert.equal(account.active, true)
  })

  it('carry each record that is created, updated and deleted', async () => {
    const collection = 'app.bsky.feed.post'
    const already = firehose.of(alice.did).length
    const { data: blob } = await alice.uploadBlob(png([9, 9, 9]), { encoding: 'image/png' })
    const post = await alice.post({
      text: 'with an image',
      embed: { $type: 'app.bsky.embed.images', images: [{ alt: '', image: blob.blob }] },
    })
    await alice.upsertProfile(() => ({ displayName: 'A' }))
    await alice.upsertProfile(() => ({ displayName: 'B' }))
    await alice.deletePost(post.uri)
    await firehose.waitFor(alice.did, already + 4)
    const events = firehose.of(alice.did).slice(already)
    assert.deepEqual(
      events.map((event) => [event.event, event.collection]),
      [
        ['create', collection],
        ['create', 'app.bsky.actor.profile'],
        ['update', 'app.bsky.actor.profile'],
        ['delete', collection],
      ],
    )
    assert.equal(events[0].uri.toString(), post.uri)
    assert.equal(events[0].cid.toString(), post.cid)
    assert.equal(events[2].record.displayName, 'B')
    const { data: head } = await alice.com.atproto.sync.getLatestCommit({ did: alice.did })
    assert.equal(events[3].commit.toString(), head.cid)
    assert.equal(events[3].rev, head.rev)
  })

  it('tell of handle changes, deactivation, return, takedown and deletion', async () => {
    const bob = await network.one.account('bob')
    await firehose.waitFor(bob.did, 3)
    await bob.com.atproto.identity.updateHandle({ handle: network.one.handle('robert') })
    await firehose.waitFor(bob.did, 4)
    await bob.com.atproto.server.deactivateAccount({})
    await bob.com.atproto.server.activateAccount()
    const takedown = (applied) =>
      network.one.agent().com.atproto.admin.updateSubjectStatus(
        { subject: { $type: 'com.atproto.admin.defs#repoRef', did: bob.did }, takedown: { applied } },
        { headers: network.one.adminHeaders, encoding: 'application/json' },
      )
    await takedown(true)
    await takedown(false)
    await firehose.waitFor(bob.did, 10)
    const events = firehose.of(bob.did).slice(3)
    assert.deepEqual(
      events.map((event) => (event.event === 'account' ? (event.status ?? 'active') : event.event)),
      ['identity', 'deactivated', 'active', 'identity', 'sync', 'takendown', 'active'],
    )
    assert.equal(events[0].handle, network.one.handle('robert'))

    const token = await network.mail.code(bob.email, () => bob.com.atproto.server.requestAccountDelete())
    await bob.com.atproto.server.deleteAccount({ did: bob.did, password: bob.password, token })
    await firehose.waitFor(bob.did, 11)
    assert.equal(firehose.of(bob.did).at(-1).status, 'deleted')
  })

  it('come in rising order, and none is refused', () => {
    const sequence = firehose.events.map((event) => event.seq)
    assert.deepEqual(sequence, sequence.toSorted((a, b) => a - b))
    assert.deepEqual(firehose.errors, [])
  })
})

describe('many writers at once', () => {
  const WRITERS = 6
  const POSTS = 20

  it('each get their events, verified, whole and in order', async () => {
    const agents = []
    for (let index = 0; index < WRITERS; index += 1) agents.push(await network.one.account(`writer-${index}`))
    const written = await Promise.all(
      agents.map((agent) => Promise.all(Array.from({ length: POSTS }, (_, index) => agent.post({ text: `${index}` })))),
    )
    for (const [index, agent] of agents.entries()) {
      await firehose.waitFor(agent.did, 3 + POSTS)
      const seen = firehose.of(agent.did).filter((event) => event.event === 'create')
      assert.deepEqual(
        seen.map((event) => event.uri.toString()).toSorted(),
        written[index].map((post) => post.uri).toSorted(),
      )
      const revs = seen.map((event) => event.rev)
      assert.deepEqual(revs, [...new Set(revs)].toSorted())
      const { data: head } = await agent.com.atproto.sync.getLatestCommit({ did: agent.did })
      assert.equal(seen.at(-1).commit.toString(), head.cid)
    }
    assert.deepEqual(firehose.errors, [])
  })
})

describe('the stream', () => {
  it('chains each commit to the one before', async () => {
    for (const text of ['one', 'two', 'three']) await alice.post({ text })
    const { data: head } = await alice.com.atproto.sync.getLatestCommit({ did: alice.did })
    const { frames } = await readFrames(network.one, '?cursor=0', (all) => all.at(-1).body.rev === head.rev)
    const commits = frames.filter(({ header, body }) => header.t === '#commit' && body.repo === alice.did)
    assert.ok(commits.length >= 8)
    const [first, ...rest] = commits.map(({ body }) => body)
    assert.equal(first.since, null)
    assert.equal(first.prevData, undefined)
    let before = first
    for (const commit of rest) {
      assert.equal(commit.since, before.rev)
      assert.equal(commit.prevData.toString(), (await treeRoot(before)).toString())
      assert.ok(commit.rev > before.rev)
      for (const op of commit.ops) assert.equal(op.prev === undefined, op.action === 'create')
      before = commit
    }
    for (const { body } of commits) {
      assert.deepEqual([body.rebase, body.tooBig, body.blobs], [false, false, []])
    }
  })

  it('resumes after a cursor, without it starts with what is new', async () => {
    const { frames } = await readFrames(network.one, '?cursor=0', (all) => all.length >= 6)
    const cursor = frames[2].body.seq
    const { frames: later } = await readFrames(network.one, `?cursor=${cursor}`, (all) => all.length >= 3)
    assert.deepEqual(
      later.map(({ body }) => body.seq),
      frames.slice(3).map(({ body }) => body.seq),
    )
    const live = readFrames(network.one, '', (all) => all.length >= 1)
    const known = later.at(-1).body.seq
    const poster = setInterval(() => alice.post({ text: 'live' }).catch(() => {}), 100)
    const { frames: fresh } = await live.finally(() => clearInterval(poster))
    assert.ok(fresh[0].body.seq > known)
    assert.equal(fresh[0].header.t, '#commit')
  })

  it('refuses a cursor from the future', async () => {
    const cursor = Number.MAX_SAFE_INTEGER
    const { frames, closed } = await readFrames(network.one, `?cursor=${cursor}`, () => false)
    assert.equal(frames.length, 1)
    assert.equal(frames[0].header.op, -1)
    assert.equal(frames[0].body.error, 'FutureCursor')
    assert.ok(closed)
  })

  it('goes on over a restart, for the same subscriber', async () => {
    await network.one.restart()
    const { uri } = await alice.post({ text: 'after the restart' })
    // Posts of the tests before may still be on their way to this subscriber.
    await eventually('the post arrives', () => firehose.of(alice.did).at(-1).uri?.toString() === uri)
  })
})
