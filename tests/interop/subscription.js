// Readers of a firehose: one that verifies every event with the official library,
// and one that sees the frames as they are on the wire.

import { decodeAll } from '@atproto/lex-cbor'
import { Firehose, MemoryRunner } from '@atproto/sync'
import WebSocket from 'ws'
import { eventually } from './processes.js'

/**
 * Consumes `server`'s firehose with signatures, proofs and handles checked against
 * the directory. `events` grows; `errors` holds whatever was refused.
 */
export function startVerifiedFirehose(network, server, { cursor = 0 } = {}) {
  const events = []
  const errors = []
  const idResolver = network.idResolver()
  // Test handles resolve on their own server, not in the DNS.
  idResolver.handle.resolve = (handle) => resolveHandle(server, handle)
  const runner = new MemoryRunner({ startCursor: cursor })
  const firehose = new Firehose({
    idResolver,
    runner,
    service: server.wsUrl,
    handleEvent: (event) => void events.push(event),
    onError: (error) => void errors.push(error),
    subscriptionReconnectDelay: 200,
  })
  const ended = firehose.start()
  network.onStop(async () => {
    await firehose.destroy()
    await ended
  })
  return {
    events,
    errors,
    /** Waits until `count` events of the account have come. */
    waitFor: (did, count) =>
      eventually(`${count} events of ${did}, have ${of(events, did).length}`, () => of(events, did).length >= count),
    of: (did) => of(events, did),
  }
}

const of = (events, did) => events.filter((event) => event.did === did)

/** The DID of a handle, undefined if nobody active has it. */
async function resolveHandle(server, handle) {
  const url = `${server.url}/xrpc/com.atproto.identity.resolveHandle?handle=${handle}`
  const answer = await fetch(url)
  return answer.ok ? (await answer.json()).did : undefined
}

/**
 * Reads frames until `enough(frames)` holds or the server closes. Each frame is
 * `{ header, body }`, both decoded.
 */
export function readFrames(server, query, enough, timeoutMs = 15_000) {
  return new Promise((resolve, reject) => {
    const frames = []
    const socket = new WebSocket(`${server.wsUrl}/xrpc/com.atproto.sync.subscribeRepos${query}`)
    const timer = setTimeout(() => {
      socket.terminate()
      reject(new Error(`only ${frames.length} frames came`))
    }, timeoutMs)
    const finish = (closed) => {
      socket.removeAllListeners('message')
      clearTimeout(timer)
      socket.close()
      setTimeout(() => socket.terminate(), 1000).unref()
      resolve({ frames, closed })
    }
    socket.on('error', reject)
    socket.on('close', (code) => finish(code))
    socket.on('message', (data, binary) => {
      if (!binary) return reject(new Error('a text frame'))
      const [header, body, ...more] = decodeAll(data)
      if (body === undefined || more.length) return reject(new Error('a frame is not two values'))
      frames.push({ header, body })
      if (enough(frames)) finish()
    })
  })
}
