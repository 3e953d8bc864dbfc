// Apps as their developers build them on the official OAuth client: in development, and published at a host of their own.

import { createServer } from 'node:http'
import { JoseKey, NodeOAuthClient } from '@atproto/oauth-client-node'

/** Where apps in development have people sent back to. Nobody listens there: `Person` stops before. */
const LOOPBACK_REDIRECT = 'http://127.0.0.1:4000/callback'

/** A store of the client's, in memory. */
const kept = () => {
  const map = new Map()
  return { get: (key) => map.get(key), set: (key, value) => void map.set(key, value), del: (key) => void map.delete(key) }
}

const client = (network, clientMetadata, keyset) =>
  new NodeOAuthClient({
    clientMetadata: {
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      dpop_bound_access_tokens: true,
      ...clientMetadata,
    },
    keyset,
    stateStore: kept(),
    sessionStore: kept(),
    allowHttp: true,
    plcDirectoryUrl: network.plcUrl,
    handleResolver: network.one.url,
    requestLock: (_, act) => act(),
  })

/** An app in development, which anybody may run on their own machine. */
export function loopback(network, scope) {
  const id = new URL('http://localhost/')
  id.searchParams.set('redirect_uri', LOOPBACK_REDIRECT)
  id.searchParams.set('scope', scope)
  return client(network, {
    client_id: id.href.replace('http://localhost/', 'http://localhost'),
    redirect_uris: [LOOPBACK_REDIRECT],
    scope,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
  })
}

/**
 * A web server of apps. What it serves is known to the world as `https://<name>`; `setting` has hostplant in
 * development mode fetch it from here.
 */
export async function startHost(name = 'app.demo.social') {
  const documents = new Map()
  const server = createServer((request, reply) => {
    const document = documents.get(request.url)?.()
    if (request.headers.host !== name || !document) return reply.writeHead(404).end()
    const [type, text] =
      typeof document === 'string' ? ['text/html', document] : ['application/json', JSON.stringify(document)]
    reply.writeHead(200, { 'content-type': type }).end(text)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const origin = `https://${name}`

  const published = (app, metadata) => ({
    client_id: `${origin}/${app}/client-metadata.json`,
    client_name: app,
    client_uri: origin,
    redirect_uris: [`${origin}/${app}/callback`],
    application_type: 'web',
    ...metadata,
  })
  const publish = (app, made) => {
    documents.set(`/${app}/client-metadata.json`, () => made.clientMetadata)
    return made
  }

  return {
    origin,

    /** Serves a document: a text as HTML, anything else as JSON. */
    serve: (path, document) => void documents.set(path, () => document),

    setting: { HOSTPLANT_OAUTH_DEVELOPMENT_HOSTS: `${name}=127.0.0.1:${server.address().port}` },

    /** An app that runs in browsers and has no secret. */
    public: (network, app, scope) =>
      publish(app, client(network, published(app, { scope, token_endpoint_auth_method: 'none' }))),

    /**
     * An app with a server, which signs with a new key called `kid`. Made again under the same name it is the same app,
     * and publishes that key and the `retired` ones only.
     */
    async confidential(network, app, scope, kid = 'first', retired = []) {
      const metadata = published(app, {
        scope,
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        jwks_uri: `${origin}/${app}/jwks.json`,
      })
      const made = publish(app, client(network, metadata, [await JoseKey.generate(['ES256'], kid)]))
      documents.set(`/${app}/jwks.json`, () => ({ keys: [...made.jwks.keys, ...retired] }))
      return made
    },

    stop: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}

/** Signs `account` in on the pages of the request at `url`, up to the consent page; the browser is to remember it. */
export async function signIn(person, url, account) {
  let page = await person.open(url.href)
  if (page.html.includes('href="/oauth/authorize/sign-in')) page = await page.follow('/oauth/authorize/sign-in')
  return page.submit('/oauth/authorize/sign-in', {
    username: account.session.handle,
    password: account.password,
    remember: 'on',
  })
}

/** Answers the consent page, where there is one; what the app gets, as `client.callback` takes it. */
export async function consent(page) {
  const { left } = page.left ? page : await page.submit('/oauth/authorize/consent', { decision: 'allow' })
  if (!left) throw new Error('the consent page does not lead back to the app')
  return left.searchParams
}

/** Calls a method with what an app holds; with a body, which is JSON unless `headers` say otherwise, a procedure. */
export const call = (session, nsid, body, headers = {}) =>
  session.fetchHandler(`/xrpc/${nsid}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: body === undefined || headers['content-type'] ? headers : { 'content-type': 'application/json', ...headers },
    body: body === undefined || headers['content-type'] ? body : JSON.stringify(body),
  })

/** Makes a record. */
export const post = (session, collection, record = {}) =>
  call(session, 'com.atproto.repo.createRecord', {
    repo: session.did,
    collection,
    record: { $type: collection, text: 'hello', createdAt: new Date().toISOString(), ...record },
  })
