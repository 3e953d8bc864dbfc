// goat, as the administrator of a server that asks for invites.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { newGoat, NO_ADMIN } from '../goat.js'
import { png } from '../image.js'
import { startNetwork } from '../network.js'

let network, server, goat, did, agent

before(async () => {
  network = await startNetwork([{ name: 'one', invites: true }])
  server = network.one
  goat = await newGoat(network)
})
after(() => network?.stop())

describe('goat pds', () => {
  it('describe', async () => {
    const description = JSON.parse(await goat.run('pds', 'describe', server.url))
    assert.equal(description.did, server.did)
    assert.equal(description.inviteCodeRequired, true)
    assert.deepEqual(description.availableUserDomains, ['.one.test'])
  })
})

describe('goat pds admin', { skip: NO_ADMIN }, () => {
  it('needs the password', async () => {
    const stranger = { ...server, adminPassword: 'wrong' }
    await assert.rejects(goat.admin(stranger, 'create-invites'), /401|AuthenticationRequired|AuthMissing/)
  })

  it('create-invites', async () => {
    const printed = await goat.admin(server, 'create-invites', '--count', '3', '--uses', '2')
    const codes = printed.trim().split('\n')
    assert.equal(new Set(codes).size, 3)
    await server.account('guest-one', { inviteCode: codes[0] })
    await server.account('guest-two', { inviteCode: codes[0] })
    await assert.rejects(server.account('guest-three', { inviteCode: codes[0] }), { error: 'InvalidInviteCode' })
  })

  it('account create', async () => {
    const printed = await goat.admin(
      server, 'account', 'create', '--handle', server.handle('made'), '--password', 'by the admin',
      '--email', 'made@mail.test',
    )
    did = /did:plc:[a-z2-7]{24}/.exec(printed)[0]
    agent = server.agent()
    await agent.login({ identifier: did, password: 'by the admin' })
  })

  it('account list, pds account list, pds account status', async () => {
    for (const printed of [
      await goat.admin(server, 'account', 'list'),
      await goat.run('pds', '--pds-host', server.url, 'account', 'list'),
    ]) {
      const lines = printed.trim().split('\n')
      assert.equal(lines.length, 3)
      assert.match(lines.find((line) => line.startsWith(did)), /\tactive\t/)
    }
    const status = await goat.run('pds', '--pds-host', server.url, 'account', 'status', did)
    assert.match(status, new RegExp(`^${did}\tactive\t`))
  })

  it('account info', async () => {
    const info = JSON.parse(await goat.admin(server, 'account', 'info', did))
    assert.deepEqual([info.did, info.handle, info.email], [did, server.handle('made'), 'made@mail.test'])
  })

  it('account update', async () => {
    await goat.admin(server, 'account', 'update', '--email', 'new@mail.test', '--handle', server.handle('renamed'), did)
    const info = JSON.parse(await goat.admin(server, 'account', 'info', did))
    assert.deepEqual([info.handle, info.email], [server.handle('renamed'), 'new@mail.test'])
    assert.deepEqual((await network.plc.getDocumentData(did)).alsoKnownAs, [`at://${server.handle('renamed')}`])
  })

  it('account reset-password', async () => {
    const printed = await goat.admin(server, 'account', 'reset-password', did)
    const password = /new password: (\S+)/.exec(printed)[1]
    await assert.rejects(server.agent().login({ identifier: did, password: 'by the admin' }), { status: 401 })
    await agent.login({ identifier: did, password })
  })

  it('blob purge, status, and back', async () => {
    const { data } = await agent.uploadBlob(png([5, 6, 7]), { encoding: 'image/png' })
    const cid = data.blob.ref.toString()
    await agent.post({
      text: 'seen',
      embed: { $type: 'app.bsky.embed.images', images: [{ alt: '', image: data.blob }] },
    })
    const fetched = () => server.agent().com.atproto.sync.getBlob({ did, cid })
    await fetched()
    await goat.admin(server, 'blob', 'purge', did, cid)
    await assert.rejects(fetched(), { status: 400 })
    assert.match(await goat.admin(server, 'blob', 'status', did, cid), /"applied": true/)
    await goat.admin(server, 'blob', 'purge', '--reverse', did, cid)
    await fetched()
    assert.doesNotMatch(await goat.admin(server, 'blob', 'status', did, cid), /"applied": true/)
  })

  it('account takedown, and back', async () => {
    await goat.admin(server, 'account', 'takedown', did)
    assert.match(await goat.admin(server, 'account', 'list'), new RegExp(`${did}\ttakendown\t`))
    await assert.rejects(server.agent().com.atproto.sync.getRepo({ did }), { status: 400, error: 'RepoTakendown' })
    await assert.rejects(agent.post({ text: 'still here?' }))
    await goat.admin(server, 'account', 'takedown', '--reverse', did)
    assert.match(await goat.admin(server, 'account', 'list'), new RegExp(`${did}\tactive\t`))
    await server.agent().com.atproto.sync.getRepo({ did })
  })

  it('account delete', async () => {
    await goat.admin(server, 'account', 'delete', did)
    const printed = await goat.admin(server, 'account', 'list')
    assert.doesNotMatch(printed, new RegExp(`${did}\tactive`))
    await assert.rejects(server.agent().com.atproto.sync.getRepo({ did }), { status: 400, error: 'RepoNotFound' })
  })
})
