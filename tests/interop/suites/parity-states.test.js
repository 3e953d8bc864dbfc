// In each state of an account, and with each kind of token, a method is answered as the
// reference answers it, but for what is listed as meant.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startNetwork } from '../network.js'
import { ask, assertAlike } from '../parity.js'

const COMMON = {
  'repo.applyWrites': '200 results', // no writes, no commit
  'repo.importRepo': '400 InvalidRequest', // the reference fails inside: 500
  registerPush: '502 UpstreamFailure', // the service cannot be resolved: 500
}
/** Answers that differ from the reference's, and are meant to. */
const DEVIATIONS = {
  'takendown, old token': {
    ...COMMON,
    // The handle is still the account's.
    'identity.getRecommendedDidCredentials': '200 alsoKnownAs rotationKeys services verificationMethods',
  },
  'takendown, its own token': {
    ...COMMON,
    // One may always leave.
    'server.getServiceAuth to leave': '200 token',
  },
}

/** Every method whose answer depends on who asks, or on the state of the account. */
function calls({ did, handle, email, password, cid }) {
  const com = 'com.atproto.'
  const post = { $type: 'app.bsky.feed.post', text: 'x', createdAt: new Date().toISOString() }
  const profile = { collection: 'app.bsky.actor.profile', rkey: 'self' }
  const get = (name, query, method = com + name.split(' ')[0]) => ({
    name,
    method: query ? `${method}?${query}` : method,
  })
  const send = (name, body, more = {}) => ({ name, verb: 'POST', method: com + name.split(' ')[0], body, ...more })
  const aud = 'aud=did:web:x.test'
  return [
    get('server.getSession'),
    get('server.checkAccountStatus'),
    get('server.listAppPasswords'),
    get('server.getAccountInviteCodes'),
    get('server.getServiceAuth for anything', aud),
    get('server.getServiceAuth to leave', `${aud}&lxm=com.atproto.server.createAccount`),
    get('server.getServiceAuth to read', `${aud}&lxm=app.bsky.feed.getTimeline`),
    get('server.getServiceAuth to chat', `${aud}&lxm=chat.bsky.convo.listConvos`),
    get('identity.getRecommendedDidCredentials'),
    get('identity.resolveHandle', `handle=${handle}`),
    get('repo.listMissingBlobs'),
    get('repo.describeRepo', `repo=${did}`),
    get('repo.listRecords', `repo=${did}&collection=app.bsky.feed.post`),
    get('repo.getRecord', `repo=${did}&collection=${profile.collection}&rkey=self`),
    get('sync.getRepo', `did=${did}`),
    get('sync.getRepoStatus', `did=${did}`),
    get('sync.getLatestCommit', `did=${did}`),
    get('sync.getHead', `did=${did}`),
    get('sync.listBlobs', `did=${did}`),
    get('sync.getBlob', `did=${did}&cid=${cid}`),
    get('sync.getRecord', `did=${did}&collection=${profile.collection}&rkey=self`),
    get('admin.getAccountInfo', `did=${did}`),
    get('temp.checkSignupQueue'),
    get('getPreferences', '', 'app.bsky.actor.getPreferences'),
    get('getTimeline', '', 'app.bsky.feed.getTimeline'),
    get('getProfile', `actor=${did}`, 'app.bsky.actor.getProfile'),
    get('listConvos', '', 'chat.bsky.convo.listConvos'),
    send('repo.createRecord', { repo: did, collection: post.$type, record: post }),
    send('repo.putRecord', { repo: did, ...profile, record: { $type: profile.collection } }),
    send('repo.deleteRecord', { repo: did, collection: post.$type, rkey: 'none' }),
    send('repo.applyWrites', { repo: did, writes: [] }),
    send('repo.uploadBlob', 'abc', { type: 'text/plain' }),
    send('repo.importRepo', 'abc', { type: 'application/vnd.ipld.car' }),
    send('server.requestEmailConfirmation'),
    send('server.confirmEmail', { email, token: 'none' }),
    send('server.requestEmailUpdate'),
    send('server.updateEmail', { email: `new-${email}` }),
    send('server.requestAccountDelete'),
    send('server.createAppPassword', { name: 'another' }),
    send('server.revokeAppPassword', { name: 'none' }),
    send('server.reserveSigningKey', {}),
    send('identity.requestPlcOperationSignature'),
    send('identity.signPlcOperation', { token: 'AAAAA-AAAAA' }),
    send('identity.updateHandle', { handle }),
    send('moderation.createReport', {
      reasonType: 'com.atproto.moderation.defs#reasonSpam',
      subject: { $type: 'com.atproto.admin.defs#repoRef', did },
    }),
    { ...send('putPreferences', { preferences: [] }), method: 'app.bsky.actor.putPreferences' },
    {
      ...send('registerPush', { serviceDid: 'did:web:x.test', token: 't', platform: 'ios', appId: 'a' }),
      method: 'app.bsky.notification.registerPush',
    },
    send('server.createSession', { identifier: did, password }),
    send('server.createSession of a takendown account', { identifier: did, password, allowTakendown: true }),
    { ...send('server.refreshSession'), refresh: true },
    send('server.requestPasswordReset', { email }),
  ]
}

const deactivate = ({ agent }) => agent.com.atproto.server.deactivateAccount({})
const takedown = ({ did }, server) =>
  server.agent().com.atproto.admin.updateSubjectStatus(
    { subject: { $type: 'com.atproto.admin.defs#repoRef', did }, takedown: { applied: true } },
    { headers: server.adminHeaders, encoding: 'application/json' },
  )
const bearer = (token) => ({ authorization: `Bearer ${token}` })
const own = ({ agent }) => ({ headers: bearer(agent.session.accessJwt), refresh: agent.session.refreshJwt })
const nobody = () => ({})
const admin = (account, server) => ({ headers: server.adminHeaders })
async function appPassword({ agent, did }, server, privileged) {
  const { data } = await agent.com.atproto.server.createAppPassword({ name: 'phone', privileged })
  const phone = server.agent()
  await phone.login({ identifier: did, password: data.password })
  return own({ agent: phone })
}

/** What happens to the account first, and who then asks. */
const STATES = {
  'active, own token': [null, own],
  'active, app password': [null, (account, server) => appPassword(account, server, false)],
  'active, privileged app password': [null, (account, server) => appPassword(account, server, true)],
  'active, refresh token': [
    null,
    ({ agent: { session } }) => ({ headers: bearer(session.refreshJwt), refresh: session.refreshJwt }),
  ],
  'deactivated, own token': [deactivate, own],
  'deactivated, nobody': [deactivate, nobody],
  'deactivated, administrator': [deactivate, admin],
  'takendown, old token': [takedown, own],
  'takendown, its own token': [
    takedown,
    async ({ did, password }, server) => {
      const login = { identifier: did, password, allowTakendown: true }
      const { data } = await server.agent().com.atproto.server.createSession(login)
      return { headers: bearer(data.accessJwt), refresh: data.refreshJwt }
    },
  ],
  'takendown, nobody': [takedown, nobody],
  'takendown, administrator': [takedown, admin],
}

let network
before(async () => {
  network = await startNetwork([{ name: 'one' }, { name: 'ref', kind: 'reference' }])
})
after(() => network?.stop())

/** Every answer of `server` about a new account in `state`. */
async function answers(server, label, state) {
  const agent = await server.account(label)
  const { data } = await agent.uploadBlob(Buffer.from(label), { encoding: 'text/plain' })
  const put = (collection, rkey, record) =>
    agent.com.atproto.repo.putRecord({ repo: agent.did, collection, rkey, record: { $type: collection, ...record } })
  await put('app.bsky.actor.profile', 'self', { displayName: label })
  await put('com.example.file', 'it', { blob: data.blob })
  const { did, email, password } = agent
  const account = { agent, did, email, password, handle: server.handle(label), cid: data.blob.ref.toString() }
  const [change, asker] = STATES[state]
  await change?.(account, server)
  const { headers, refresh } = await asker(account, server)
  const given = []
  for (const call of calls(account)) {
    const used = call.refresh && refresh ? bearer(refresh) : headers
    given.push([call.name, await ask(server, { ...call, headers: used })])
  }
  return given
}

describe('as the reference answers', () => {
  for (const [index, state] of Object.keys(STATES).entries()) {
    it(state, async () => {
      const [mine, theirs] = await Promise.all(
        [network.one, network.ref].map((server) => answers(server, `state-${index}`, state)),
      )
      assert.equal(mine.length, theirs.length)
      const compared = mine.map(([name, answer], at) => ({ name, mine: answer, theirs: theirs[at][1] }))
      assertAlike(compared, DEVIATIONS[state] ?? COMMON)
    })
  }
})
