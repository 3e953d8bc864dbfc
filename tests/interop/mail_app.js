// An app as its developers write one that lets people in by mailed codes: with nothing but Node's own `crypto` and
// `fetch`, a session of its own, and the two calls that each fail once to hand out their nonce.

import assert from 'node:assert/strict'
import * as crypto from 'node:crypto'

const SCOPE = 'atproto transition:generic'

/** A proof of possession: an ES256 token for one request. */
function proof({ privateKey, publicJwk }, method, url, { nonce, accessToken } = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const claims = { jti: crypto.randomUUID(), htm: method, htu: url, iat: now }
  if (nonce) claims.nonce = nonce
  if (accessToken) claims.ath = crypto.createHash('sha256').update(accessToken).digest('base64url')
  const input = `${part({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk })}.${part(claims)}`
  const signature = crypto.sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

/** A pair of keys of one attempt. */
function keyPair() {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { privateKey, publicJwk: publicKey.export({ format: 'jwk' }) }
}

/** What the session cookie of an attempt keeps of its keys, and back. */
const frozen = ({ privateKey }) => privateKey.export({ format: 'jwk' })
function thawed(jwk) {
  const privateKey = crypto.createPrivateKey({ key: jwk, format: 'jwk' })
  return { privateKey, publicJwk: crypto.createPublicKey(privateKey).export({ format: 'jwk' }) }
}

/** Posts a form: without a nonce first, then with the one that the refusal brings. */
async function post(url, form, keys) {
  const send = (nonce) =>
    fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', DPoP: proof(keys, 'POST', url, { nonce }) },
      body: form.toString(),
    })
  const refused = await send()
  const nonce = refused.headers.get('dpop-nonce')
  assert.deepEqual([refused.status, (await refused.json()).error, !!nonce], [400, 'use_dpop_nonce', true])
  return send(nonce)
}

/** The app that calls itself `name`, published on `host`, for people of `server`. */
export function mailApp(host, server, plcUrl, name, wishes = {}) {
  const at = (path) => `${host.origin}/${name}/${path}`
  const [clientId, redirectUri] = [at('client-metadata.json'), at('api/oauth/callback')]
  host.serve(`/${name}/client-metadata.json`, {
    client_id: clientId,
    client_name: 'Your App Name',
    client_uri: host.origin,
    logo_uri: at('logo.png'),
    redirect_uris: [redirectUri],
    scope: SCOPE,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    dpop_bound_access_tokens: true,
    ...wishes,
  })

  return {
    clientId,

    /** "Sign in" is clicked: where the browser is sent, and what the app's own cookie keeps meanwhile. */
    async login(email) {
      const keys = keyPair()
      const codeVerifier = crypto.randomBytes(32).toString('base64url')
      const state = crypto.randomBytes(16).toString('base64url')
      const form = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: SCOPE,
        state,
        code_challenge: crypto.createHash('sha256').update(codeVerifier).digest('base64url'),
        code_challenge_method: 'S256',
      })
      if (email) form.set('login_hint', email)
      const pushed = await post(`${server.url}/oauth/par`, form, keys)
      const body = await pushed.json()
      assert.equal(pushed.status, 201, JSON.stringify(body))
      assert.deepEqual(Object.keys(body).sort(), ['expires_in', 'request_uri'], 'and nothing of the address')
      assert.equal(body.expires_in, 600, 'as long as the cookie')
      const hint = email ? `&login_hint=${encodeURIComponent(email)}` : ''
      const query = `client_id=${encodeURIComponent(clientId)}&request_uri=${encodeURIComponent(body.request_uri)}`
      return {
        url: `${server.url}/oauth/authorize?${query}${hint}`,
        cookie: { dpopPrivateJwk: frozen(keys), codeVerifier, state },
      }
    },

    /** The browser is back: who it is, and what the app may use from now on. */
    async callback(url, cookie) {
      assert.equal(`${url.origin}${url.pathname}`, redirectUri)
      const given = url.searchParams
      assert.equal(given.get('error'), null, given.get('error_description'))
      assert.equal(given.get('state'), cookie.state)
      const keys = thawed(cookie.dpopPrivateJwk)
      const form = new URLSearchParams({
        grant_type: 'authorization_code',
        code: given.get('code'),
        redirect_uri: redirectUri,
        client_id: clientId,
        code_verifier: cookie.codeVerifier,
      })
      const answered = await post(`${server.url}/oauth/token`, form, keys)
      const body = await answered.json()
      assert.equal(answered.status, 200, JSON.stringify(body))
      const { access_token: accessToken, sub } = body
      // At once: the entry must be in the directory by now.
      const { alsoKnownAs } = await (await fetch(`${plcUrl}/${sub}`)).json()
      const handle = alsoKnownAs?.find((name) => name.startsWith('at://'))?.replace('at://', '')
      return { accessToken, keys, did: sub, handle }
    },

    /** What the server says of a session. */
    async session({ accessToken, keys }) {
      const url = `${server.url}/xrpc/com.atproto.server.getSession`
      const ask = (nonce) => {
        const dpop = proof(keys, 'GET', url, { nonce, accessToken })
        return fetch(url, { headers: { authorization: `DPoP ${accessToken}`, dpop } })
      }
      const first = await ask()
      return (first.ok ? first : await ask(first.headers.get('dpop-nonce'))).json()
    },
  }
}
