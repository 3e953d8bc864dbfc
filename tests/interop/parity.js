// Asks two servers the same and compares the answers: status, error name, fields.

import assert from 'node:assert/strict'

/** What sessions say here and not there: the reference has no second factor. */
const ADDED = new Set(['emailAuthFactor'])

/**
 * One call to a server. `method` is the NSID with its query; `body` is JSON, or bytes with
 * a `type` of their own. The answer is what a client can tell apart.
 */
export async function ask(server, { verb = 'GET', method, body, type, headers }) {
  const sent = { ...headers }
  let data
  if (body instanceof Uint8Array || typeof body === 'string') {
    data = new Blob([body])
    if (type) sent['content-type'] = type
  } else if (body !== undefined) {
    data = JSON.stringify(body)
    sent['content-type'] = 'application/json'
  }
  const answer = await fetch(`${server.url}/xrpc/${method}`, { method: verb, headers: sent, body: data })
  const text = await answer.text()
  let json
  try {
    json = JSON.parse(text)
  } catch {
    // A CAR, a blob, or nothing.
  }
  if (!answer.ok) return `${answer.status} ${json?.error}`
  const fields = json && typeof json === 'object' ? Object.keys(json).filter((name) => !ADDED.has(name)) : []
  return `${answer.status} ${fields.toSorted().join(' ')}`.trim()
}

/**
 * Fails unless each call is answered alike. `calls` are `{ name, mine, theirs }`;
 * `deviations` maps a name to the answer that is meant to differ.
 */
export function assertAlike(calls, deviations) {
  const differing = calls
    .filter(({ name, mine, theirs }) => mine !== theirs && mine !== deviations[name])
    .map(({ name, mine, theirs }) => `${name}: ${mine}, the reference: ${theirs}`)
  assert.deepEqual(differing, [])
}
