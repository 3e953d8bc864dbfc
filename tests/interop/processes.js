// Child processes of the suites: free ports, starting and stopping programs,
// and running one to its end. Knows nothing of the protocol.

import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const STOP_GRACE_MS = 10_000
const LOG_TAIL_LINES = 40
/** How often a starting program is asked whether it is ready; also the resolution at which starts are measured. */
const READY_POLL_MS = 5

/** Every program that is still running, so that none outlives the suite. */
const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => process.exit(1))
}

/** A TCP port of the loopback interface that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

/** Repeats `check` until it returns something truthy; `what` names it in the error. */
export async function eventually(what, check, { timeoutMs = 30_000, everyMs = 100 } = {}) {
  const deadline = Date.now() + timeoutMs
  let last
  for (;;) {
    try {
      const found = await check()
      if (found) return found
      last = undefined
    } catch (error) {
      last = error
    }
    if (Date.now() > deadline) {
      throw new Error(`not within ${timeoutMs} ms: ${what}`, { cause: last })
    }
    await sleep(everyMs)
  }
}

/**
 * Starts a program that serves until it is stopped. Its output goes to
 * `<dir>/<name>.log`. `ready` is polled until it holds or the program ends.
 */
export async function startProgram({ name, command, args, env, dir, ready, timeoutMs = 60_000 }) {
  const logPath = path.join(dir, `${name}.log`)
  const log = createWriteStream(logPath, { flags: 'a' })
  const child = spawn(command, args, { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log, { end: false })

  let ended
  const end = new Promise((resolve) => {
    child.once('error', (error) => resolve({ error }))
    child.once('close', (code, signal) => resolve({ code, signal }))
  }).then((how) => {
    running.delete(child)
    log.end()
    ended = how
    return how
  })

  const program = {
    name,
    pid: child.pid,
    logPath,
    /** The last lines that the program wrote, for error messages. */
    async logTail() {
      const text = await readFile(logPath, 'utf8').catch(() => '')
      return text.split('\n').slice(-LOG_TAIL_LINES).join('\n')
    },
    async stop(signal = 'SIGTERM') {
      if (ended) return ended
      child.kill(signal)
      const graceful = await Promise.race([end, sleep(STOP_GRACE_MS, 'late', { ref: false })])
      if (graceful !== 'late') return graceful
      child.kill('SIGKILL')
      await end
      throw new Error(`${name} did not stop within ${STOP_GRACE_MS} ms of ${signal}`)
    },
  }

  try {
    await eventually(
      `${name} is ready`,
      () => {
        if (ended) return true
        return ready()
      },
      { timeoutMs, everyMs: READY_POLL_MS },
    )
    if (ended) throw new Error(`${name} ended at start: ${JSON.stringify(ended)}`)
  } catch (error) {
    const tail = await program.logTail()
    await program.stop('SIGKILL').catch(() => {})
    error.message += `\n${tail}`
    throw error
  }
  return program
}

/** Runs a program to its end. Throws with its output unless it exits with 0. */
export async function runProgram(command, args, { env, cwd, input, timeoutMs = 120_000 } = {}) {
  const result = await tryProgram(command, args, { env, cwd, input, timeoutMs })
  if (result.code !== 0) {
    const shown = [path.basename(command), ...args].join(' ')
    throw new Error(`${shown} exited with ${result.code}\n${result.stdout}${result.stderr}`)
  }
  return result
}

/** As `runProgram`, but leaves the judgement of the exit code to the caller. */
export function tryProgram(command, args, { env, cwd, input, timeoutMs = 120_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
    running.add(child)
    const out = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text) => (out.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (out.stderr += text))
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ ...out, code: code ?? signal })
    })
    child.stdin.on('error', () => {})
    child.stdin.end(input ?? '')
  })
}
