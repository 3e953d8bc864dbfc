// A server as it comes out of its box, which is set up in a browser, and a mail server that takes its letters.

import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { freePort } from './harness.js'

/** Where the server is found before it has a name, and by the name that it gets. */
export const BEFORE = 'https://hostplant.local'
export const NAME = 'pds.example.com'

/** A mail server that keeps nothing but the letters: `{port, letters, refuses, stop}`. */
async function startMail() {
  const mail = { letters: [], refuses: false }
  const server = createServer((socket) => {
    let text = ''
    let inLetter = false
    const say = (line) => socket.write(`${line}\r\n`)
    say('220 mail.test ESMTP')
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      text += chunk
      for (;;) {
        if (inLetter) {
          const end = text.indexOf('\r\n.\r\n')
          if (end < 0) return
          mail.letters.push(text.slice(0, end))
          text = text.slice(end + 5)
          inLetter = false
          say('250 taken')
          continue
        }
        const end = text.indexOf('\r\n')
        if (end < 0) return
        const word = text.slice(0, 4).toUpperCase()
        text = text.slice(end + 2)
        if (word === 'DATA') {
          inLetter = true
          say('354 go on')
        } else if (word === 'RCPT' && mail.refuses) say('550 5.1.1 no such mailbox here')
        else if (word === 'QUIT') socket.end('221 bye\r\n')
        else say('250 fine')
      }
    })
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  mail.port = server.address().port
  mail.stop = () => server.close()
  return mail
}

/**
 * Starts a server without a name, and a browser that finds it at BEFORE and at NAME: `{url, code, browser, mail, stop}`.
 * `url` is where it is found first.
 */
export async function startNew() {
  const mail = await startMail()
  const data = await mkdtemp(path.join(os.tmpdir(), 'hostplant-setup-'))
  const [http, https, directory] = [await freePort(), await freePort(), await freePort()]
  const settings = [
    'setup.enabled=true',
    'service.dev_mode=true',
    `http.listen=127.0.0.1:${http}`,
    `tls.listen=127.0.0.1:${https}`,
    `identity.directory=127.0.0.1:${directory}`,
  ]
  const args = ['serve', '--data-dir', data, ...settings.flatMap((setting) => ['--set', setting])]
  const child = spawn(process.env.HOSTPLANT_BIN, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const code = await new Promise((done, fail) => {
    const patience = setTimeout(() => child.kill(), 60_000)
    const listen = (chunk) => {
      output += chunk
      const found = /^ +([A-Z2-9]{4}-[A-Z2-9]{4})$/m.exec(output)
      if (!found) return
      clearTimeout(patience)
      done(found[1])
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('exit', (status) => fail(new Error(`the server ended with ${status}: ${output}`)))
  })
  const rules = ['hostplant.local', NAME].map((name) => `MAP ${name}:443 127.0.0.1:${https}`).join(', ')
  const options = [`--host-resolver-rules=${rules}`]
  if (process.getuid() === 0) options.push('--no-sandbox')
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: options })
  return {
    url: BEFORE,
    code,
    browser,
    mail,
    /** Waits until it is there again after a restart, which it tells like its first start. */
    async isBack() {
      while (output.split(code).length < 3) await new Promise((done) => setTimeout(done, 50))
    },
    async stop() {
      await browser.close()
      mail.stop()
      child.removeAllListeners('exit')
      const gone = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await gone
      await rm(data, { recursive: true, force: true })
    },
  }
}
