// Coming in with a code by e-mail, on the way into an app that the operator vouches for: with the app's colours, and
// with and without scripts.

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { checkPage, openPage, startBrowser, startServer } from '../harness.js'

const NAME = 'app.demo.social'
const CLIENT = `https://${NAME}/client-metadata.json`
const REDIRECT = `https://${NAME}/callback`
const SCOPE = 'atproto transition:generic'

let host, server, browser
before(async () => {
  host = createServer((request, reply) => {
    if (request.url === '/mail.html') {
      return reply.setHeader('content-type', 'text/html').end('<h1 onclick="x()">{{app_name}}</h1><p>{{code}}</p>')
    }
    reply.setHeader('content-type', 'application/json').end(
      JSON.stringify({
        client_id: CLIENT,
        client_name: 'Field Notes',
        redirect_uris: [REDIRECT],
        scope: SCOPE,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
        dpop_bound_access_tokens: true,
        brand_color: '#1A130F',
        background_color: '#F2EBE4',
        email_template_uri: `https://${NAME}/mail.html`,
        email_subject_template: '{{code}} opens {{app_name}}',
      }),
    )
  })
  await new Promise((done) => host.listen(0, '127.0.0.1', done))
  server = await startServer([
    `oauth.trusted_clients=${CLIENT}`,
    `oauth.development_hosts=${NAME}=127.0.0.1:${host.address().port}`,
  ])
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await server?.stop()
  host?.closeAllConnections()
  host?.close()
})

/** Pushes a request; where the app sends the browser. */
async function request(parameters = {}) {
  const verifier = randomBytes(32).toString('base64url')
  const reply = await fetch(`${server.url}/oauth/par`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: CLIENT,
      redirect_uri: REDIRECT,
      response_type: 'code',
      scope: SCOPE,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'state',
      ...parameters,
    }),
  })
  const { request_uri, ...error } = await reply.json()
  assert.equal(reply.status, 201, JSON.stringify(error))
  const query = new URLSearchParams({ client_id: CLIENT, request_uri })
  if (parameters.login_hint) query.set('login_hint', parameters.login_hint)
  return `/oauth/authorize?${query}`
}

/** A new browser, in which the app answers for itself. */
async function visit(options) {
  const page = await openPage(browser, server, options)
  await page.route(`https://${NAME}/**`, (route) => route.fulfill({ contentType: 'text/html', body: '<title>app</title>' }))
  return page
}

describe('the colours of an app', () => {
  it('are on the pages of its sign-in, by day', async () => {
    const page = await visit({ colorScheme: 'light' })
    await page.goto(await request())
    const of = (selector, property) =>
      page.locator(selector).first().evaluate((node, name) => getComputedStyle(node)[name], property)
    assert.equal(await of('body', 'backgroundColor'), 'rgb(242, 235, 228)')
    assert.equal(await of('.button.primary, button.primary', 'backgroundColor'), 'rgb(26, 19, 15)')
    assert.equal(await of('.button.primary, button.primary', 'color'), 'rgb(255, 255, 255)')
    await checkPage(browser, page, 'code-colours')
    await page.emulateMedia({ colorScheme: 'dark' })
    assert.equal(await of('body', 'backgroundColor'), 'rgb(17, 20, 24)', 'a bright page is not for the night')
    await page.context().close()
  })

  it('are not on other pages', async () => {
    const page = await visit()
    await page.goto('/account/sign-in')
    assert.equal(await page.locator('link[rel=stylesheet]').count(), 1)
    await page.context().close()
  })
})
