// An app on this machine that asks to be let in, as any app would.

import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { createServer } from 'node:http'

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Proves that a request is the key's (RFC 9449). */
function proof({ privateKey, publicKey }, method, url, nonce, token) {
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' })
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { crv, kty, x, y } }
  const claims = { jti: randomBytes(12).toString('hex'), htm: method, htu: url, iat: Math.floor(Date.now() / 1000), nonce }
  if (token) claims.ath = createHash('sha256').update(token).digest('base64url')
  const signed = `${encode(header)}.${encode(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

/** Starts an app that asks for `scope` at `server` unless it is told otherwise. */
export async function startApp(server, scope) {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  let verifier, client_id
  const app = {
    /** What a browser brought last. */
    answer: null,

    /** Pushes a request, and gives the address that the app sends browsers to. */
    async request(parameters = {}) {
      const asked = parameters.scope ?? scope
      const id = new URL('http://localhost')
      id.searchParams.set('redirect_uri', 'http://127.0.0.1/callback')
      id.searchParams.set('scope', asked)
      client_id = id.href.replace('localhost/?', 'localhost?')
      const challenge = createHash('sha256').update((verifier = randomBytes(32).toString('base64url'))).digest('base64url')
      const reply = await fetch(`${server.url}/oauth/par`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id,
          redirect_uri: app.redirect,
          response_type: 'code',
          code_challenge: challenge,
          code_challenge_method: 'S256',
          state: 'state',
          ...parameters,
          scope: asked,
        }),
      })
      const { request_uri, ...error } = await reply.json()
      assert.equal(reply.status, 201, JSON.stringify(error))
      return `/oauth/authorize?${new URLSearchParams({ client_id, request_uri })}`
    },

    /** Exchanges the code that a browser brought for tokens: from now on the app has access. */
    async exchange() {
      const url = `${server.url}/oauth/token`
      const parameters = { grant_type: 'authorization_code', client_id, redirect_uri: app.redirect, code_verifier: verifier }
      const ask = (nonce) =>
        fetch(url, {
          method: 'POST',
          headers: { dpop: proof(key, 'POST', url, nonce) },
          body: new URLSearchParams({ ...parameters, code: app.answer.get('code') }),
        })
      const first = await ask()
      assert.equal((await first.json()).error, 'use_dpop_nonce')
      const reply = await ask(first.headers.get('dpop-nonce'))
      const tokens = await reply.json()
      assert.equal(reply.status, 200, JSON.stringify(tokens))
      return tokens
    },

    /** Calls a procedure with an access token. */
    async call(token, nsid, input) {
      const url = `${server.url}/xrpc/${nsid}`
      const ask = (nonce) =>
        fetch(url, {
          method: 'POST',
          headers: {
            authorization: `DPoP ${token}`,
            'content-type': 'application/json',
            dpop: proof(key, 'POST', url, nonce, token),
          },
          body: JSON.stringify(input),
        })
      const first = await ask()
      const reply = first.status === 401 ? await ask(first.headers.get('dpop-nonce')) : first
      const answer = await reply.json()
      assert.equal(reply.status, 200, JSON.stringify(answer))
      return answer
    },

    /** Waits until the browser is back in the app. */
    async arrival(page) {
      await page.waitForURL(`${app.redirect.replace('/callback', '')}/**`)
      return app.answer
    },
  }
  const listener = createServer(async (request, reply) => {
    const url = new URL(request.url, 'http://127.0.0.1')
    let body = ''
    for await (const chunk of request) body += chunk
    if (url.pathname === '/callback') app.answer = request.method === 'POST' ? new URLSearchParams(body) : url.searchParams
    reply.setHeader('content-type', 'text/html').end('<!doctype html><title>app</title>back')
  })
  await new Promise((done) => listener.listen(0, '127.0.0.1', done))
  app.redirect = `http://127.0.0.1:${listener.address().port}/callback`
  app.stop = () => listener.close()
  return app
}
