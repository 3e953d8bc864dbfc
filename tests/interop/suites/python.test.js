// The Python SDK, `atproto`, posts, reads and follows the firehose.

import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { png } from '../image.js'
import { startNetwork } from '../network.js'
import { runProgram } from '../processes.js'

const SCRIPT = fileURLToPath(new URL('./python_client.py', import.meta.url))

let network, alice, report
before(async () => {
  network = await startNetwork()
  alice = await network.one.account('alice')
  const image = path.join(network.dir, 'image.png')
  await writeFile(image, png([120, 200, 40]))
  const { stdout } = await runProgram(process.env.INTEROP_PYTHON, [SCRIPT], {
    env: {
      PATH: process.env.PATH,
      PDS: network.one.url,
      FIREHOSE: `${network.one.wsUrl}/xrpc`,
      IDENTIFIER: alice.session.handle,
      PASSWORD: alice.password,
      IMAGE: image,
    },
  })
  report = JSON.parse(stdout)
})
after(() => network?.stop())

describe('the Python SDK', () => {
  it('logs in', () => assert.equal(report.did, alice.did))

  it('posts, with an image too, and reads both back', async () => {
    const { data } = await alice.com.atproto.repo.listRecords({ repo: alice.did, collection: 'app.bsky.feed.post' })
    const posts = data.records.map((record) => record.value.text)
    assert.deepEqual(posts, ['from Python, with an image', 'from Python'])
    assert.deepEqual(report.texts, posts)
    assert.equal(report.post_cid, data.records[1].cid)
    assert.equal(report.blob_matches, true)
  })

  it('likes, unlikes and deletes', () => {
    assert.equal(report.likes, 1)
    assert.equal(report.likes_after, 0)
  })

  it('sees each of its commits on the firehose', () => {
    assert.deepEqual(report.ops, [
      'create app.bsky.feed.post',
      'create app.bsky.feed.post',
      'create app.bsky.feed.like',
      'delete app.bsky.feed.like',
    ])
    assert.equal(report.streamed_texts[0], 'from Python')
  })

  it('decodes the exported repository', () => {
    assert.equal(report.exported_did, alice.did)
    assert.ok(report.exported_blocks >= 4)
  })
})
