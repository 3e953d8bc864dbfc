// goat, as the owner of an account: sessions, identity, repository, blobs, firehose.

import assert from 'node:assert/strict'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import * as crypto from '@atproto/crypto'
import { verifyRepoCar } from '@atproto/repo'
import { HOSTING, newGoat, OWN, parseKeyPair, TAKES_FACTORS } from '../goat.js'
import { png } from '../image.js'
import { startNetwork } from '../network.js'
import { eventually } from '../processes.js'
import { UNDER_TEST } from '../server.js'

/** Why signing in with a second factor is skipped; false if both sides can. */
const NO_FACTORS =
  (UNDER_TEST === 'reference' && 'the reference has no second factors') ||
  (!TAKES_FACTORS && 'this goat shows no second factor')

let network, server, goat, did
const password = 'a goat eats everything'
const email = 'goat@mail.test'

before(async () => {
  network = await startNetwork([{ name: 'one' }, { name: 'two' }])
  server = network.one
  goat = await newGoat(network)
})
after(() => network?.stop())

/** The claims of a service token, once its signature proved to be `didKey`'s. */
async function claims(token, didKey) {
  const [header, payload, signature] = token.trim().split('.')
  const signed = Buffer.from(`${header}.${payload}`)
  assert.ok(await crypto.verifySignature(didKey, signed, Buffer.from(signature, 'base64url')))
  return JSON.parse(Buffer.from(payload, 'base64url'))
}

/** A service token for createAccount that the holder of `key` signs without any server. */
async function offlineToken(iss, key, aud) {
  const token = await goat.run(
    'account', 'service-auth-offline', '--atproto-signing-key', key.secret, '--iss', iss, '--aud', aud,
    '--lxm', 'com.atproto.server.createAccount',
  )
  return token.trim()
}

/** The command that makes an account for a DID that is already somebody's. */
const takeIn = (host, existing, label, token) => [
  'account', 'create', '--pds-host', host.url, '--handle', host.handle(label), '--password', 'tent',
  '--email', `${label}@mail.test`, '--existing-did', existing, '--service-auth', token,
]

/** A did:web on loopback; its `document` is whatever was last assigned. */
async function serveDocument() {
  const web = {}
  const http = createServer((request, response) => {
    const found = request.url === '/.well-known/did.json' && web.document
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(found || {}))
  })
  await new Promise((resolve) => http.listen(0, 'localhost', resolve))
  network.onStop(() => new Promise((resolve) => http.close(resolve).closeAllConnections()))
  web.did = `did:web:localhost%3A${http.address().port}`
  return web
}

const plcToken = () => network.mail.code(email, () => goat.run('account', 'plc', 'request-token'))

describe('goat account', () => {
  it('create', async () => {
    const recovery = parseKeyPair(await goat.run('key', 'generate', '--type', 'k256'))
    const printed = await goat.run(
      'account', 'create', '--pds-host', server.url, '--handle', server.handle('goat'),
      '--password', password, '--email', email, '--recovery-key', recovery.didKey,
    )
    did = /did:plc:[a-z2-7]{24}/.exec(printed)[0]
    const data = await network.plc.getDocumentData(did)
    assert.equal(data.rotationKeys[0], recovery.didKey)
    assert.deepEqual(data.alsoKnownAs, [`at://${server.handle('goat')}`])
  })

  it(`login, ${OWN}`, async () => {
    const complaint = await goat.refused('account', 'login', '-u', did, '-p', 'wrong')
    assert.match(complaint, /AuthenticationRequired|401/)
    await goat.run('account', 'login', '-u', did, '-p', password)
    const printed = await goat.run('account', OWN)
    const status = JSON.parse(printed.slice(printed.indexOf('{')))
    assert.equal(status.activated, true)
    assert.equal(status.validDid, true)
    const { data: head } = await server.agent().com.atproto.sync.getLatestCommit({ did })
    assert.deepEqual([status.repoCommit, status.repoRev], [head.cid, head.rev])
  })

  it('login --auth-factor-token', { skip: NO_FACTORS }, async () => {
    const owner = server.agent()
    await owner.login({ identifier: did, password })
    const confirm = await network.mail.code(email, () => owner.com.atproto.server.requestEmailConfirmation())
    await owner.com.atproto.server.confirmEmail({ email, token: confirm })
    const update = (emailAuthFactor, token) =>
      owner.com.atproto.server.updateEmail({ email, emailAuthFactor, token })
    await network.mail.expect(email, () => update(true))
    const login = ['account', 'login', '-u', did, '-p', password]
    let complaint
    const code = await network.mail.code(email, async () => { complaint = await goat.refused(...login) })
    assert.match(complaint, /AuthFactorTokenRequired/)
    assert.match(await goat.refused(...login, '--auth-factor-token', 'AAAAA-AAAAA'), /Token is invalid/)
    await goat.run(...login, '--auth-factor-token', code)
    assert.match(await goat.run('account', OWN), /"activated": true/)
    const token = await network.mail.code(email, () => owner.com.atproto.server.requestEmailUpdate())
    await network.mail.expect(email, () => update(false, token))
    await goat.run(...login)
  })

  it(HOSTING, async () => {
    const printed = await goat.run('account', HOSTING, did)
    assert.match(printed, /Active: true/)
    assert.match(printed, /Repo Rev: \S+/)
  })

  it('service-auth', async () => {
    const aud = 'did:web:feeds.test'
    const lxm = 'app.bsky.feed.getFeedSkeleton'
    const token = await goat.run('account', 'service-auth', '--aud', aud, '--lxm', lxm, '--duration-sec', '120')
    const said = await claims(token, await network.signingKey(did))
    assert.deepEqual([said.iss, said.aud, said.lxm], [did, aud, lxm])
    assert.ok(Math.abs(said.exp - Date.now() / 1000 - 120) < 10)
    const complaint = await goat.refused('account', 'service-auth', '--aud', aud, '--duration-sec', '3600')
    assert.match(complaint, /BadExpiration/)
  })

  it('update-handle', async () => {
    await goat.run('account', 'update-handle', server.handle('kid'))
    assert.deepEqual((await network.plc.getDocumentData(did)).alsoKnownAs, [`at://${server.handle('kid')}`])
    assert.match(await goat.refused('account', 'update-handle', 'kid.elsewhere.test'), /400|resolve|handle/i)
  })

  it('deactivate, activate', async () => {
    await goat.run('account', 'deactivate')
    assert.match(await goat.run('account', HOSTING, did), /Active: false\nStatus: deactivated/)
    await goat.run('account', 'activate')
    assert.match(await goat.run('account', HOSTING, did), /Active: true/)
  })

  it('service-auth-offline, create --existing-did: takes in a DID whose keys its owner holds', async () => {
    const repoKey = parseKeyPair(await goat.run('key', 'generate'))
    const rotation = await crypto.Secp256k1Keypair.create()
    const existing = await network.plc.createDid({
      signingKey: repoKey.didKey,
      rotationKeys: [rotation.did()],
      handle: server.handle('nomad'),
      pds: 'http://localhost:9',
      signer: rotation,
    })
    await goat.refused(...takeIn(server, existing, 'nomad', await offlineToken(existing, repoKey, 'did:web:elsewhere.test')))
    await goat.run(...takeIn(server, existing, 'nomad', await offlineToken(existing, repoKey, server.did)))

    const nomad = await newGoat(network)
    await nomad.login(server, existing, 'tent')
    assert.match(await nomad.refused('account', 'activate'), /400/)
    const recommended = JSON.parse(await nomad.run('account', 'plc', 'recommended'))
    await network.plc.updateData(existing, rotation, (data) => ({
      ...data,
      verificationMethods: recommended.verificationMethods,
      services: recommended.services,
      rotationKeys: [rotation.did(), ...recommended.rotationKeys],
    }))
    await nomad.run('account', 'activate')
    assert.match(await nomad.run('account', HOSTING, existing), /Active: true/)
  })

  it('the same for a did:web, whose owner serves its document', async () => {
    const repoKey = parseKeyPair(await goat.run('key', 'generate', '--type', 'k256'))
    const web = await serveDocument()
    // Not on the host whose firehose goat reads below: it resolves no did:web with a port.
    const host = network.two
    const describe = (didKey, endpoint) => ({
      '@context': ['https://www.w3.org/ns/did/v1'],
      id: web.did,
      alsoKnownAs: [`at://${host.handle('webby')}`],
      verificationMethod: [
        {
          id: `${web.did}#atproto`,
          type: 'Multikey',
          controller: web.did,
          publicKeyMultibase: didKey.slice('did:key:'.length),
        },
      ],
      service: [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint: endpoint }],
    })
    web.document = describe(repoKey.didKey, 'http://localhost:9')
    await goat.run(...takeIn(host, web.did, 'webby', await offlineToken(web.did, repoKey, host.did)))

    const agent = host.agent()
    await agent.login({ identifier: host.handle('webby'), password: 'tent' })
    assert.equal(agent.session.active, false)
    const { data: recommended } = await agent.com.atproto.identity.getRecommendedDidCredentials()
    web.document = describe(recommended.verificationMethods.atproto, recommended.services.atproto_pds.endpoint)
    await agent.com.atproto.server.activateAccount()
    await agent.post({ text: 'no directory needed' })
    const { data: car } = await host.agent().com.atproto.sync.getRepo({ did: web.did })
    const { creates } = await verifyRepoCar(car, web.did, recommended.verificationMethods.atproto)
    assert.equal(creates.length, 1)
  })

  it('logout', async () => {
    const other = await newGoat(network)
    await other.run('account', 'login', '-u', did, '-p', password)
    await other.run('account', 'logout')
    assert.match(await other.refused('account', OWN), /not logged in/)
  })
})

describe('goat account plc', () => {
  it('recommended, current', async () => {
    const recommended = JSON.parse(await goat.run('account', 'plc', 'recommended'))
    const current = JSON.parse(await goat.run('account', 'plc', 'current'))
    assert.deepEqual(recommended.verificationMethods, current.verificationMethods)
    assert.deepEqual(recommended.services, current.services)
    assert.deepEqual(recommended.alsoKnownAs, current.alsoKnownAs)
  })

  it('request-token, sign, submit', async () => {
    const current = await network.plc.getDocumentData(did)
    const file = path.join(goat.home, 'operation.json')
    const extra = 'https://goat.example'
    await writeFile(file, JSON.stringify({ alsoKnownAs: [...current.alsoKnownAs, extra] }))
    assert.match(await goat.refused('account', 'plc', 'sign', '--token', 'AAAAA-AAAAA', file), /InvalidToken|400/)
    const signed = await goat.run('account', 'plc', 'sign', '--token', await plcToken(), file)
    await writeFile(file, signed)
    await goat.run('account', 'plc', 'submit', file)
    const after = await network.plc.getDocumentData(did)
    assert.deepEqual(after.alsoKnownAs, [...current.alsoKnownAs, extra])
    assert.deepEqual(after.rotationKeys, current.rotationKeys)
  })

  it('add-rotation-key', async () => {
    const key = parseKeyPair(await goat.run('key', 'generate'))
    await goat.run('account', 'plc', 'add-rotation-key', '--token', await plcToken(), '--first', key.didKey)
    assert.equal((await network.plc.getDocumentData(did)).rotationKeys[0], key.didKey)
  })
})

describe('goat repo, blob, record, bsky', () => {
  let cid
  const image = png([77, 66, 55])
  const file = (name) => path.join(goat.home, name)

  it('blob upload, ls, download, export', async () => {
    await writeFile(file('image.png'), image)
    const blob = JSON.parse(await goat.run('blob', 'upload', file('image.png')))
    cid = blob.ref.$link
    assert.equal(blob.mimeType, 'image/png')
    // Nobody else sees it before a record refers to it.
    assert.equal((await goat.run('blob', 'ls', did)).trim(), '')
    await writeFile(
      file('post.json'),
      JSON.stringify({
        $type: 'app.bsky.feed.post',
        text: 'chewed',
        createdAt: new Date().toISOString(),
        embed: { $type: 'app.bsky.embed.images', images: [{ alt: '', image: blob }] },
      }),
    )
    await goat.run('record', 'create', file('post.json'))
    assert.equal((await goat.run('blob', 'ls', did)).trim(), cid)
    await goat.run('blob', 'download', '-o', file('copy.png'), did, cid)
    assert.deepEqual(await readFile(file('copy.png')), image)
    await goat.run('blob', 'export', '-o', file('blobs'), did)
    assert.deepEqual(await readdir(file('blobs')), [cid])
  })

  it('record create, update, delete; get, ls', async () => {
    const collection = 'com.example.goat.meal'
    const write = (value) => writeFile(file('meal.json'), JSON.stringify({ $type: collection, ...value }))
    await write({ food: 'hat' })
    await goat.run('record', 'create', '--no-validate', '--rkey', 'lunch', file('meal.json'))
    const uri = `at://${did}/${collection}/lunch`
    assert.equal(JSON.parse(await goat.run('get', uri)).food, 'hat')
    await write({ food: 'boot' })
    await goat.run('record', 'update', '--no-validate', '--rkey', 'lunch', file('meal.json'))
    assert.equal(JSON.parse(await goat.run('get', uri)).food, 'boot')
    assert.match(await goat.run('ls', did), /com\.example\.goat\.meal\s+lunch/)
    await goat.run('record', 'delete', '-c', collection, '-r', 'lunch')
    await goat.refused('get', uri)
  })

  it('bsky post, bsky prefs export and import', async () => {
    await goat.run('bsky', 'post', 'maah')
    const { data } = await server.agent().com.atproto.repo.listRecords({ repo: did, collection: 'app.bsky.feed.post' })
    assert.equal(data.records[0].value.text, 'maah')
    const preferences = [{ $type: 'app.bsky.actor.defs#adultContentPref', enabled: true }]
    await writeFile(file('prefs.json'), JSON.stringify(preferences))
    await goat.run('bsky', 'prefs', 'import', file('prefs.json'))
    assert.deepEqual(JSON.parse(await goat.run('bsky', 'prefs', 'export')), preferences)
  })

  it('repo export, ls, inspect, mst; import', async () => {
    const carFile = file('repo.car')
    await goat.run('repo', 'export', '-o', carFile, did)
    const listed = (await goat.run('repo', 'ls', carFile)).trim().split('\n')
    assert.equal(listed.length, 2)
    const { data: head } = await server.agent().com.atproto.sync.getLatestCommit({ did })
    const inspected = await goat.run('repo', 'inspect', carFile)
    assert.match(inspected, new RegExp(head.rev))
    assert.match(await goat.run('repo', 'mst', carFile), /app\.bsky\.feed\.post/)

    await goat.run('account', 'deactivate')
    await goat.run('repo', 'import', carFile)
    const printed = await goat.run('account', OWN)
    const status = JSON.parse(printed.slice(printed.indexOf('{')))
    assert.deepEqual([status.indexedRecords, status.expectedBlobs, status.importedBlobs], [2, 1, 1])
    await goat.run('account', 'activate')
  })

  it('missing-blobs', async () => {
    assert.equal((await goat.run('account', 'missing-blobs')).trim(), '')
    // The same account on its way to another host, where its blobs are not yet.
    const token = await goat.run(
      'account', 'service-auth', '--aud', network.two.did, '--lxm', 'com.atproto.server.createAccount',
    )
    await goat.run(
      'account', 'create', '--pds-host', network.two.url, '--handle', network.two.handle('goat'),
      '--password', password, '--email', email, '--existing-did', did, '--service-auth', token.trim(),
    )
    const mover = await newGoat(network)
    await mover.login(network.two, did, password)
    await mover.run('repo', 'import', file('repo.car'))
    const [missing, ...more] = (await mover.run('account', 'missing-blobs')).trim().split('\n')
    assert.deepEqual(more, [])
    assert.equal(missing.split('\t')[0], cid)
    assert.match(missing.split('\t')[1], new RegExp(`^at://${did}/app.bsky.feed.post/`))
    await mover.run('blob', 'upload', file('image.png'))
    assert.equal((await mover.run('account', 'missing-blobs')).trim(), '')
  })
})

describe('goat firehose', () => {
  it('--verify-basic --verify-sig --verify-mst finds nothing to complain about', async () => {
    const { data: head } = await server.agent().com.atproto.sync.getLatestCommit({ did })
    let text = ''
    const reader = await goat.start(
      'firehose',
      [
        'firehose', '--relay-host', server.wsUrl, '--cursor', '0',
        '--verify-basic', '--verify-sig', '--verify-mst',
      ],
      () => true,
    )
    try {
      await eventually('goat printed the newest commit', async () => {
        text = await readFile(reader.logPath, 'utf8')
        return text.includes(`"rev":"${head.rev}"`)
      })
    } finally {
      await reader.stop('SIGKILL')
    }
    const lines = text.split('\n').filter(Boolean).map((line) => JSON.parse(line))
    const complaints = lines.filter(
      // The first commit of an account has nothing before it to invert to.
      (line) => ['WARN', 'ERROR'].includes(line.level) && line.msg !== 'prevData is nil, skipping MST check',
    )
    assert.deepEqual(complaints, [])
    const kinds = new Set(lines.map((line) => line.type).filter(Boolean))
    assert.deepEqual(kinds, new Set(['identity', 'account', 'commit', 'sync']))
    const commits = lines.filter((line) => line.type === 'commit' && line.payload.repo === did)
    assert.ok(commits.length >= 6)
  })
})
