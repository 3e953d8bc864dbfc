// A real AppView indexes what is posted, and the server's proxying shows it.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startAppView } from '../appview.js'
import { png } from '../image.js'
import { startNetwork } from '../network.js'
import { eventually } from '../processes.js'

let network, appview, alice, bob, post
before(async () => {
  network = await startNetwork([])
  appview = await startAppView(network)
  alice = await network.one.account('alice')
  bob = await network.one.account('bob')
  await alice.upsertProfile(() => ({ displayName: 'Alice' }))
  await bob.upsertProfile(() => ({ displayName: 'Bob' }))
})
after(() => network?.stop())

const uris = ({ data }) => data.feed.map((item) => item.post.uri)

describe('through the server, the AppView', () => {
  it('shows a post in the timeline of a follower', async () => {
    const { data } = await alice.uploadBlob(png([10, 200, 100], 32), { encoding: 'image/png' })
    post = await alice.post({
      text: 'first leaves',
      embed: { $type: 'app.bsky.embed.images', images: [{ alt: 'leaves', image: data.blob }] },
    })
    await bob.follow(alice.did)
    await eventually("the post is in Bob's timeline", async () => uris(await bob.getTimeline()).includes(post.uri))
    const { data: thread } = await bob.getPostThread({ uri: post.uri })
    assert.equal(thread.thread.post.record.text, 'first leaves')
    assert.equal(thread.thread.post.embed.images[0].alt, 'leaves')
  })

  it('counts likes and followers, and notifies', async () => {
    await bob.like(post.uri, post.cid)
    await eventually('the like is counted', async () => {
      const { data } = await alice.getPosts({ uris: [post.uri] })
      return data.posts[0].likeCount === 1
    })
    const { data: profile } = await bob.getProfile({ actor: alice.did })
    assert.deepEqual([profile.displayName, profile.followersCount, profile.postsCount], ['Alice', 1, 1])
    assert.ok(profile.viewer.following)
    await eventually('Alice is told of both', async () => {
      const { data } = await alice.listNotifications()
      const reasons = data.notifications.map((notification) => notification.reason).toSorted()
      assert.deepEqual(reasons, ['follow', 'like'])
      return true
    })
  })

  it('answers a request that names it in the proxy header', async () => {
    const { data } = await bob.app.bsky.actor.getProfile(
      { actor: alice.did },
      { headers: { 'atproto-proxy': `${appview.did}#bsky_appview` } },
    )
    assert.equal(data.handle, alice.session.handle)
    await assert.rejects(
      bob.app.bsky.actor.getProfile({ actor: alice.did }, { headers: { 'atproto-proxy': 'did:web:nobody.test' } }),
      { status: 400 },
    )
  })

  it('is asked for nobody but the signed-in', async () => {
    await assert.rejects(network.one.agent().getTimeline(), { status: 401 })
  })

  it('passes on its own errors', async () => {
    await assert.rejects(bob.getProfile({ actor: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa' }), (error) => {
      assert.equal(error.status, 400)
      assert.match(error.message, /profile not found/i)
      return true
    })
  })

  it('follows a profile that changes, and a post that goes', async () => {
    await alice.upsertProfile((profile) => ({ ...profile, displayName: 'Alice Green' }))
    const { uri } = await alice.post({ text: 'soon gone' })
    await appview.indexed(uri)
    await alice.deletePost(uri)
    await eventually('Bob sees both', async () => {
      const { data } = await bob.getProfile({ actor: alice.did })
      assert.equal(data.displayName, 'Alice Green')
      assert.ok(!uris(await bob.getTimeline()).includes(uri))
      return true
    })
  })
})

describe('while the AppView lags, one sees what one wrote', () => {
  let late, reply
  before(async () => {
    await appview.indexed(post.uri)
    await appview.stopIndexing()
    late = await alice.post({ text: 'unseen by others' })
    const parent = { uri: post.uri, cid: post.cid }
    reply = await alice.post({ text: 'to myself', reply: { root: parent, parent } })
    await alice.upsertProfile((profile) => ({ ...profile, displayName: 'Alice Late', description: 'new' }))
  })

  it('in the profile', async () => {
    const { data, headers } = await alice.getProfile({ actor: alice.did })
    assert.deepEqual([data.displayName, data.description], ['Alice Late', 'new'])
    assert.ok(Number(headers['atproto-upstream-lag']) > 0)
    const { data: seen } = await bob.getProfile({ actor: alice.did })
    assert.equal(seen.displayName, 'Alice Green')
  })

  it('in the timeline and the own feed', async () => {
    const timeline = uris(await alice.getTimeline())
    assert.ok(timeline.includes(late.uri))
    const feed = uris(await alice.getAuthorFeed({ actor: alice.did }))
    assert.deepEqual([feed.includes(late.uri), feed.includes(post.uri)], [true, true])
    assert.ok(!uris(await bob.getAuthorFeed({ actor: alice.did })).includes(late.uri))
  })

  it('in the thread, of an old post and of the new one', async () => {
    const { data: old } = await alice.getPostThread({ uri: post.uri })
    assert.deepEqual(old.thread.replies.map((each) => each.post.uri), [reply.uri])
    const { data: fresh } = await alice.getPostThread({ uri: late.uri })
    assert.equal(fresh.thread.post.uri, late.uri)
    assert.equal(fresh.thread.post.author.displayName, 'Alice Late')
    await assert.rejects(bob.getPostThread({ uri: late.uri }), { status: 400, error: 'NotFound' })
  })

  it('until everybody does', async () => {
    await appview.startIndexing()
    await appview.indexed(late.uri)
    await eventually('Bob sees it all', async () => {
      const { data: thread } = await bob.getPostThread({ uri: post.uri })
      assert.deepEqual(thread.thread.replies.map((each) => each.post.uri), [reply.uri])
      const { data: profile } = await bob.getProfile({ actor: alice.did })
      assert.equal(profile.displayName, 'Alice Late')
      return true
    })
  })
})
