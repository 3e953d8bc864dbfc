// A mail sink: accepts every message over SMTP and hands out the codes in them.

import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { eventually } from './processes.js'

/** The form of every code that a PDS mails: five, hyphen, five, base32. */
const CODE = /\b[A-Z2-7]{5}-[A-Z2-7]{5}\b/

export async function startMail() {
  const messages = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      simpleParser(stream).then((mail) => {
        messages.push({
          to: session.envelope.rcptTo.map((to) => to.address.toLowerCase()),
          from: session.envelope.mailFrom.address,
          subject: mail.subject ?? '',
          text: mail.text ?? '',
          html: mail.html || '',
        })
        done()
      }, done)
    },
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  // A client that goes away mid-session is no failure of the suite.
  server.on('error', () => {})

  return {
    url: `smtp://127.0.0.1:${server.server.address().port}`,
    messages,
    /**
     * Runs `request`, which must cause a mail to `address`, and returns that mail.
     */
    async expect(address, request) {
      const before = messages.length
      await request()
      return eventually(`a mail to ${address}`, () =>
        messages.slice(before).find((mail) => mail.to.includes(address.toLowerCase())),
      )
    },
    /** As `expect`, but returns the code in the mail. */
    async code(address, request) {
      const mail = await this.expect(address, request)
      const found = CODE.exec(mail.text) ?? CODE.exec(mail.html)
      if (!found) throw new Error(`no code in the mail «${mail.subject}»:\n${mail.text}`)
      return found[0]
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}
