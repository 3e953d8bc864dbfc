// What runs in the browser of somebody who uses the app of `client/host.js`: the official client, and a handle on it.

import { BrowserOAuthClient, LoginContinuedInParentWindowError } from '@atproto/oauth-client-browser'

const client = new BrowserOAuthClient(JSON.parse(document.getElementById('settings').textContent))

const app = {
  client,
  session: undefined,

  /** Calls a method; what came of it, as far as the browser lets the page see. */
  async call(nsid, { type = 'application/json', body } = {}) {
    const reply = await app.session.fetchHandler(`/xrpc/${nsid}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: body === undefined ? {} : { 'content-type': type },
      body: type === 'application/json' ? JSON.stringify(body) : body,
    })
    return { status: reply.status, challenge: reply.headers.get('www-authenticate'), body: await reply.json() }
  },

  /** Signs in through a window of its own. */
  async popUp(input) {
    app.session = await client.signIn(input, { display: 'popup' })
    return app.session.sub
  },
}

// Back from the server, or opened again.
app.opened = client.init().then(
  (found) => {
    app.session = found?.session
    return found ? { did: found.session.sub, state: found.state } : {}
  },
  (error) => {
    if (!(error instanceof LoginContinuedInParentWindowError)) return { error: String(error) }
  },
)
globalThis.app = app
