// A service that calls are forwarded to: it answers everything, and tells what it was asked.

import { createServer } from 'node:http'

const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())

/** Starts a service that is known as `did`. */
export async function startService(did) {
  const asked = []
  const server = createServer((request, reply) => {
    const token = request.headers.authorization?.replace(/^Bearer /, '')
    asked.push({ path: request.url, token: token && claims(token) })
    request.resume()
    reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ answered: true }))
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return {
    did,
    url: `http://127.0.0.1:${server.address().port}`,
    /** What came since the last look: `{path, token}`, where `token` are the claims of the caller's. */
    asked: () => asked.splice(0),
    stop: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}
