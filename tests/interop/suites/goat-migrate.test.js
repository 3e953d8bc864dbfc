// `goat account migrate` moves accounts between servers, the reference among them.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { verifyRepoCar } from '@atproto/repo'
import { newGoat } from '../goat.js'
import { png } from '../image.js'
import { startNetwork } from '../network.js'
import { eventually } from '../processes.js'
import { UNDER_TEST } from '../server.js'
import { startVerifiedFirehose } from '../subscription.js'

const ENTRIES = 400
const IMAGES = 3
const NO_RETURN = UNDER_TEST === 'reference' && 'the reference takes in no account that it once had'
const preferences = [{ $type: 'app.bsky.actor.defs#adultContentPref', enabled: true }]

let network
before(async () => {
  network = await startNetwork([
    { name: 'old' },
    { name: 'new', invites: true },
    { name: 'ref', kind: 'reference' },
  ])
})
after(() => network?.stop())

/** An account with records, images, a profile, a follow and preferences. */
async function settle(server, label) {
  const agent = await server.account(label)
  const images = new Map()
  for (let index = 0; index < IMAGES; index += 1) {
    const image = png([label.length, index, 2], 16)
    const { data } = await agent.uploadBlob(image, { encoding: 'image/png' })
    images.set(data.blob.ref.toString(), image)
    await agent.post({
      text: `image ${index}`,
      embed: { $type: 'app.bsky.embed.images', images: [{ alt: '', image: data.blob }] },
    })
  }
  await agent.upsertProfile(() => ({ displayName: label }))
  const writes = Array.from({ length: ENTRIES }, (_, index) => ({
    $type: 'com.atproto.repo.applyWrites#create',
    collection: 'com.example.diary.entry',
    rkey: `day-${index}`,
    value: { $type: 'com.example.diary.entry', index },
  }))
  for (let from = 0; from < ENTRIES; from += 200) {
    await agent.com.atproto.repo.applyWrites({ repo: agent.did, writes: writes.slice(from, from + 200) })
  }
  await agent.follow(agent.did)
  await agent.app.bsky.actor.putPreferences({ preferences })
  return { agent, images }
}

/** Every record of the account, as `path cid`, from a CAR that its key signed. */
async function records(server, did) {
  const { data } = await server.agent().com.atproto.sync.getRepo({ did })
  const { creates } = await verifyRepoCar(data, did, await network.signingKey(did))
  return creates.map(({ collection, rkey, cid }) => `${collection}/${rkey} ${cid}`).toSorted()
}

async function migrate(from, to, label) {
  const { agent, images } = await settle(from, label)
  const { did, email } = agent
  const before = await records(from, did)
  const stream = startVerifiedFirehose(network, to)

  const goat = await newGoat(network)
  await goat.login(from, did, agent.password)
  const token = await network.mail.code(email, () => goat.run('account', 'plc', 'request-token'))
  await goat.run(
    'account', 'migrate', '--pds-host', to.url, '--new-handle', to.handle(label), '--new-password', 'new house',
    '--plc-token', token, '--new-email', email, '--invite-code', await to.inviteCode(),
  )

  const data = await network.plc.getDocumentData(did)
  assert.equal(data.services.atproto_pds.endpoint, to.url)
  assert.deepEqual(data.alsoKnownAs, [`at://${to.handle(label)}`])
  const status = async (server) => (await server.agent().com.atproto.sync.getRepoStatus({ did })).data
  assert.deepEqual([(await status(from)).active, (await status(from)).status], [false, 'deactivated'])
  assert.equal((await status(to)).active, true)

  const moved = to.agent()
  await moved.login({ identifier: did, password: 'new house' })
  const { data: check } = await moved.com.atproto.server.checkAccountStatus()
  assert.deepEqual(
    [check.activated, check.validDid, check.indexedRecords, check.expectedBlobs, check.importedBlobs],
    [true, true, before.length, IMAGES, IMAGES],
  )
  const { data: kept } = await moved.app.bsky.actor.getPreferences()
  assert.deepEqual(kept.preferences, preferences)
  for (const [cid, image] of images) {
    const { data: bytes } = await to.agent().com.atproto.sync.getBlob({ did, cid })
    assert.deepEqual(Buffer.from(bytes), image)
  }

  const post = await moved.post({ text: 'moved in' })
  const path = post.uri.split('/').slice(3).join('/')
  // Signed by the key that the directory now names, with nothing lost on the way.
  assert.deepEqual(await records(to, did), [...before, `${path} ${post.cid}`].toSorted())
  await eventually('the new post is on the stream', () => stream.of(did).some((event) => event.event === 'create'))
  const events = stream.of(did).map((event) => event.event)
  // The identity changed twice: the directory's entry, and then the return to activity.
  assert.deepEqual(events.filter((event) => event !== 'identity'), ['account', 'sync', 'create'])
  // What others did before they left is signed by keys that the directory no longer names.
  assert.deepEqual(stream.errors.filter(({ event }) => [event?.repo, event?.did].includes(did)), [])

  // The old host still has it all, for its owner.
  const left = from.agent()
  await left.login({ identifier: did, password: agent.password })
  const { data: remains } = await left.com.atproto.server.checkAccountStatus()
  assert.equal(remains.activated, false)
}

describe('goat account migrate', () => {
  it(`from ${UNDER_TEST} to ${UNDER_TEST}`, () => migrate(network.old, network.new, 'within'))
  it('and back to where it came from', { skip: NO_RETURN }, async () => {
    const account = await network.old.account('returner')
    const { did, email } = account
    await account.post({ text: 'before I go' })
    const move = async (from, to, oldPassword, newPassword) => {
      const goat = await newGoat(network)
      await goat.login(from, did, oldPassword)
      const token = await network.mail.code(email, () => goat.run('account', 'plc', 'request-token'))
      await goat.run(
        'account', 'migrate', '--pds-host', to.url, '--new-handle', to.handle('returner'), '--new-password', newPassword,
        '--plc-token', token, '--new-email', email, '--invite-code', await to.inviteCode(),
      )
      const agent = to.agent()
      await agent.login({ identifier: did, password: newPassword })
      return agent
    }
    const away = await move(network.old, network.new, account.password, 'abroad')
    await away.post({ text: 'abroad' })
    const home = await move(network.new, network.old, 'abroad', 'at home')
    await home.post({ text: 'home' })
    assert.equal((await records(network.old, did)).length, 3)
    assert.equal((await network.plc.getDocumentData(did)).services.atproto_pds.endpoint, network.old.url)
  })

  it(`from the reference to ${UNDER_TEST}`, () => migrate(network.ref, network.new, 'arriving'))
  it(`from ${UNDER_TEST} to the reference`, () => migrate(network.old, network.ref, 'leaving'))
})
