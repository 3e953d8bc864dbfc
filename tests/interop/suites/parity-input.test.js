// Bad input is refused as the reference refuses it, but for what is listed as meant.

import { after, before, describe, it } from 'node:test'
import { startNetwork } from '../network.js'
import { ask, assertAlike } from '../parity.js'

const ATP = 'com.atproto.'
const UNKNOWN_DID = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'
const UNKNOWN_RECORD = 'bafyreib2rxk3rybk3aobmv5cjuql3bm2twh4jo5uxgf5kpqcsgz7soitae'
const UNKNOWN_BLOB = 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku'
const now = new Date().toISOString()
const post = { $type: 'app.bsky.feed.post', text: 'x', createdAt: now }

/** Where the reference fails inside or takes what the data model forbids, and hostplant does not. */
const DEVIATIONS = {
  'getBlob of an unknown blob': '400 BlobNotFound',
  'subscribeRepos without a WebSocket': '426 InvalidRequest',
  'createRecord from broken JSON': '400 InvalidRequest',
  'putRecord from broken JSON': '400 InvalidRequest',
  'deleteRecord from broken JSON': '400 InvalidRequest',
  'applyWrites from broken JSON': '400 InvalidRequest',
  'a record with a link that is none': '400 InvalidRequest',
  'a record with bytes that are none': '400 InvalidRequest',
  'a record key that is taken': '400 InvalidRequest',
  'writes: an update of nothing': '400 InvalidRequest',
  'writes: a deletion of nothing': '400 InvalidRequest',
  'uploadBlob of broken gzip': '400 InvalidRequest',
  'importRepo of no archive': '400 InvalidRequest',
  'sign up as a b': '400 InvalidHandle',
  'sign up as a_bc': '400 InvalidHandle',
  'getSession with a DPoP token': '400 InvalidToken',
  'an app password without a name': '400 InvalidRequest',
  'an app password twice': '400 InvalidRequest',
  'resolveHandle of a stranger': '400 HandleNotFound',
  'updateHandle to x': '400 InvalidHandle',
  'deleteAccount of nobody by the administrator': '400 NotFound',
  'takedown of nobody': '400 NotFound',
}

let network
const accounts = new Map()
before(async () => {
  network = await startNetwork([{ name: 'one' }, { name: 'ref', kind: 'reference' }])
  for (const server of [network.one, network.ref]) {
    accounts.set(server, { alice: await server.account('alice'), bob: await server.account('bob') })
  }
})
after(() => network?.stop())

/** Has both servers answer `build({ server, alice, bob })`, one call after the other. */
async function compare(build) {
  const lists = []
  for (const server of [network.one, network.ref]) {
    const { alice, bob } = accounts.get(server)
    const answers = []
    for (const call of build({ server, alice, bob, did: alice.did })) {
      const tokens = {
        alice: { authorization: `Bearer ${alice.session.accessJwt}` },
        admin: server.adminHeaders,
      }
      answers.push([call.name, await ask(server, { ...call, headers: { ...tokens[call.as], ...call.headers } })])
    }
    lists.push(answers)
  }
  const [mine, theirs] = lists
  assertAlike(mine.map(([name, answer], at) => ({ name, mine: answer, theirs: theirs[at][1] })), DEVIATIONS)
}

const nsid = (method) => (method.startsWith('app.') ? method : ATP + method)
const get = (name, method, as) => ({ name, method: nsid(method), as })
const send = (name, method, body, more) => ({ name, verb: 'POST', method: nsid(method), body, as: 'alice', ...more })

describe('as the reference refuses', () => {
  it('parameters of what anyone may read', () =>
    compare(({ did }) => [
      ...['getRepo', 'getLatestCommit', 'getRepoStatus', 'getHead', 'getCheckout', 'listBlobs'].flatMap((method) =>
        ['', '?did=abc', `?did=${UNKNOWN_DID}`].map((query) => get(`${method}${query}`, `sync.${method}${query}`)),
      ),
      get('getRepo since nothing', `sync.getRepo?did=${did}&since=nothing`),
      get('getRecord without a path', `sync.getRecord?did=${did}`),
      get('getRecord of a bad collection', `sync.getRecord?did=${did}&collection=x&rkey=a`),
      get('getBlob of no CID', `sync.getBlob?did=${did}&cid=x`),
      get('getBlob of an unknown blob', `sync.getBlob?did=${did}&cid=${UNKNOWN_BLOB}`),
      get('getBlocks of none', `sync.getBlocks?did=${did}`),
      get('getBlocks of no CID', `sync.getBlocks?did=${did}&cids=x`),
      ...['limit=0', 'limit=1001', 'limit=x', 'cursor=x'].map((query) =>
        get(`listRepos ${query}`, `sync.listRepos?${query}`),
      ),
      get('subscribeRepos without a WebSocket', 'sync.subscribeRepos'),
      ...['', '?repo=nobody.test', '?repo=!!'].map((query) => get(`describeRepo${query}`, `repo.describeRepo${query}`)),
      ...['', '&collection=x', ...['limit=0', 'limit=101', 'reverse=x'].map((each) => `&collection=a.b.c&${each}`)].map(
        (query) => get(`listRecords${query}`, `repo.listRecords?repo=${did}${query}`),
      ),
      get('getRecord of nothing', `repo.getRecord?repo=${did}&collection=app.bsky.feed.post&rkey=none`),
      get('getRecord at a bad key', `repo.getRecord?repo=${did}&collection=app.bsky.feed.post&rkey=..`),
      get('resolveHandle of nothing', 'identity.resolveHandle'),
      get('resolveHandle of a bad handle', 'identity.resolveHandle?handle=x'),
      get('resolveHandle of a stranger', 'identity.resolveHandle?handle=nobody.elsewhere.test'),
      get('a method that nobody has', 'server.nothing'),
    ]))

  it('bodies of writes', () =>
    compare(({ did, bob }) => {
      const record = (name, more) =>
        send(name, 'repo.createRecord', { repo: did, collection: post.$type, record: post, ...more })
      const other = (name, value) => record(name, { collection: 'com.example.thing', record: value })
      const write = (kind, more) => ({
        $type: `${ATP}repo.applyWrites#${kind}`,
        collection: 'com.example.thing',
        ...more,
      })
      const writes = (name, ...list) => send(`writes: ${name}`, 'repo.applyWrites', { repo: did, writes: list })
      return [
        ...['createRecord', 'putRecord', 'deleteRecord', 'applyWrites'].flatMap((method) => [
          send(`${method} by nobody`, `repo.${method}`, {}, { as: undefined }),
          send(`${method} of nothing`, `repo.${method}`, {}),
          send(`${method} without a body`, `repo.${method}`, undefined),
          send(`${method} from broken JSON`, `repo.${method}`, '{x', { type: 'application/json' }),
          send(`${method} from text`, `repo.${method}`, 'x', { type: 'text/plain' }),
          get(`${method} by GET`, `repo.${method}`, 'alice'),
        ]),
        record('a bad collection', { collection: 'x' }),
        record('a bad key', { rkey: '..' }),
        record('a key that is no TID', { rkey: 'abc' }),
        record('a record of no type', { record: { text: 'x', createdAt: now } }),
        record('a record of another type', { record: { ...post, $type: 'app.bsky.feed.like' } }),
        record('a record with a float', { record: { ...post, x: 1.5 } }),
        ...['x', [], null].map((value) => record(`a record that is ${JSON.stringify(value)}`, { record: value })),
        record('a bad date', { record: { ...post, createdAt: 'yesterday' } }),
        record('a text that is too long', { record: { ...post, text: 'x'.repeat(4000) } }),
        record('too many languages', { record: { ...post, langs: ['a', 'b', 'c', 'd'] } }),
        record('a blob that nobody uploaded', {
          record: {
            ...post,
            embed: {
              $type: 'app.bsky.embed.images',
              images: [
                { alt: '', image: { $type: 'blob', ref: { $link: UNKNOWN_BLOB }, mimeType: 'image/png', size: 5 } },
              ],
            },
          },
        }),
        record('a bad swap', { swapCommit: 'x' }),
        record('a swap of another commit', { swapCommit: UNKNOWN_RECORD }),
        record("another's repository", { repo: bob.did }),
        record("nobody's repository", { repo: UNKNOWN_DID }),
        other('a record with a link that is none', { link: { $link: 'x' } }),
        other('a record with bytes that are none', { bytes: { $bytes: '!!' } }),
        other('a body that is too big', { text: 'x'.repeat(1_100_000) }),
        record('a record key that is free', { rkey: '3jzfcijpj2z2a' }),
        record('a record key that is taken', { rkey: '3jzfcijpj2z2a' }),
        writes('of no kind', { $type: 'x' }),
        writes('an update of nothing', write('update', { rkey: 'none', value: {} })),
        writes('a deletion of nothing', write('delete', { rkey: 'none' })),
        writes('a record without a value', write('create', { rkey: 'b' })),
        send('deleteRecord over a swap', 'repo.deleteRecord', {
          repo: did,
          collection: post.$type,
          rkey: '3jzfcijpj2z2a',
          swapRecord: UNKNOWN_RECORD,
        }),
        send('uploadBlob of nothing', 'repo.uploadBlob', undefined),
        send('uploadBlob of broken gzip', 'repo.uploadBlob', 'x', {
          type: 'image/png',
          headers: { 'content-encoding': 'gzip' },
        }),
        send('uploadBlob of an unknown encoding', 'repo.uploadBlob', 'x', {
          type: 'image/png',
          headers: { 'content-encoding': 'unknown' },
        }),
        send('importRepo of no archive', 'repo.importRepo', 'x', { type: 'application/vnd.ipld.car' }),
        send('importRepo of text', 'repo.importRepo', 'x', { type: 'text/plain' }),
      ]
    }))

  it('sign-up, login and tokens', () =>
    compare(({ server, did, alice, bob }) => {
      const signUp = (name, more) =>
        send(`sign up ${name}`, 'server.createAccount', {
          handle: server.handle('carol'),
          email: 'carol@mail.test',
          password: 'secret',
          ...more,
        }, { as: undefined })
      const logIn = (name, body) => send(`log in ${name}`, 'server.createSession', body, { as: undefined })
      return [
        ...['a b', 'a_bc', 'ab', 'a'.repeat(19), 'a.bcd', 'admin', 'alice'].map((label) =>
          signUp(`as ${label}`, { handle: server.handle(label) }),
        ),
        signUp('under a reserved TLD', { handle: 'x.local' }),
        signUp('under another domain', { handle: 'carol.elsewhere.test' }),
        signUp('without a handle', { handle: undefined }),
        signUp('without an address', { email: undefined }),
        signUp('with a bad address', { email: 'x' }),
        signUp('with a taken address', { email: bob.email }),
        signUp('with a throw-away address', { email: 'x@mailinator.com' }),
        signUp('with an endless password', { password: 'x'.repeat(257) }),
        signUp('with an operation', { plcOp: {} }),
        signUp('with a DID of somebody', { did: UNKNOWN_DID }),
        signUp('with a bad DID', { did: 'x' }),
        logIn('with nothing', {}),
        logIn('as nobody', { identifier: 'nobody', password: 'x' }),
        logIn('with a number', { identifier: 5, password: 'x' }),
        logIn('with an endless password', { identifier: did, password: 'x'.repeat(600) }),
        ...['Bearer x', 'Bearer', 'Basic x', 'Unknown x'].map((authorization) => ({
          ...get(`getSession with ${authorization}`, 'server.getSession'),
          headers: { authorization },
        })),
        { ...get('getSession with a DPoP token', 'server.getSession'), headers: { authorization: 'DPoP x' } },
        send('refreshSession with an access token', 'server.refreshSession'),
        send('deleteSession with an access token', 'server.deleteSession'),
        ...['aud=x', 'aud=did:web:x.test&exp=1', 'aud=did:web:x.test&exp=99999999999', 'aud=did:web:x.test&exp=x',
          'aud=did:web:x.test&lxm=x', 'aud=did:web:x.test&lxm=com.atproto.server.getSession'].map((query) =>
          get(`getServiceAuth ${query}`, `server.getServiceAuth?${query}`, 'alice'),
        ),
        send('resetPassword with a bad code', 'server.resetPassword', { token: 'AAAAA-AAAAA', password: 'x' }),
        send('confirmEmail of another address', 'server.confirmEmail', { email: 'other@x.test', token: 'x' }),
        send('confirmEmail with a bad code', 'server.confirmEmail', { email: alice.email, token: 'x' }),
        send('deleteAccount with a bad code', 'server.deleteAccount', { did, password: alice.password, token: 'x' }),
        send('updateEmail to none', 'server.updateEmail', { email: 'x' }),
        send("updateEmail to another's", 'server.updateEmail', { email: bob.email }),
        send('an app password without a name', 'server.createAppPassword', { name: '' }),
        send('an app password', 'server.createAppPassword', { name: 'a' }),
        send('an app password twice', 'server.createAppPassword', { name: 'a' }),
        send('updateHandle to x', 'identity.updateHandle', { handle: 'x' }),
        send("updateHandle to another's", 'identity.updateHandle', { handle: server.handle('bob') }),
        send('updateHandle to a foreign one', 'identity.updateHandle', { handle: 'alice.elsewhere.test' }),
        send('submitPlcOperation of nothing', 'identity.submitPlcOperation', { operation: {} }),
        ...[[{}], [{ $type: 'com.example.x' }], 'x'].map((preferences) => ({
          ...send(`preferences ${JSON.stringify(preferences)}`, 'app.bsky.actor.putPreferences', { preferences }),
        })),
        ...['x', '#x', 'did:web:a#b#c', 'did:web:a #b', `${UNKNOWN_DID}#b`].map((header) => ({
          ...get(`proxying to ${header}`, 'app.bsky.feed.getTimeline', 'alice'),
          headers: { 'atproto-proxy': header },
        })),
      ]
    }))

  it('administration', () =>
    compare(() => {
      const reads = ['getAccountInfo', 'getAccountInfos', 'getInviteCodes', 'getSubjectStatus']
      const writes = [
        'updateSubjectStatus', 'updateAccountEmail', 'updateAccountHandle', 'updateAccountPassword', 'deleteAccount',
        'sendEmail', 'disableAccountInvites', 'enableAccountInvites', 'disableInviteCodes',
      ]
      const wrong = { authorization: `Basic ${Buffer.from('admin:wrong').toString('base64')}` }
      const repo = { $type: 'com.atproto.admin.defs#repoRef', did: UNKNOWN_DID }
      const order = (name, method, body) => send(name, `admin.${method}`, body, { as: 'admin' })
      const takedown = { applied: true }
      return [
        ...reads.flatMap((method) => [
          get(`${method} by nobody`, `admin.${method}`),
          get(`${method} by a user`, `admin.${method}`, 'alice'),
          get(`${method} of nothing`, `admin.${method}`, 'admin'),
          { ...get(`${method} with a wrong password`, `admin.${method}`), headers: wrong },
        ]),
        ...writes.flatMap((method) => [
          send(`${method} by nobody`, `admin.${method}`, {}, { as: undefined }),
          send(`${method} by a user`, `admin.${method}`, {}),
          send(`${method} of nothing`, `admin.${method}`, {}, { as: 'admin' }),
          send(`${method} with a wrong password`, `admin.${method}`, {}, { as: undefined, headers: wrong }),
        ]),
        get('getAccountInfo of nobody', `admin.getAccountInfo?did=${UNKNOWN_DID}`, 'admin'),
        get('getInviteCodes in no order', 'admin.getInviteCodes?sort=x', 'admin'),
        order('deleteAccount of nobody by the administrator', 'deleteAccount', { did: UNKNOWN_DID }),
        order('takedown of nobody', 'updateSubjectStatus', { subject: repo, takedown }),
        order('takedown of nothing', 'updateSubjectStatus', { subject: { $type: 'x' }, takedown }),
      ]
    }))
})
