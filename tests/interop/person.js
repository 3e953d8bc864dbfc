// A person with a browser that runs no scripts: follows links and redirects, keeps cookies, fills in forms.

import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'

const MAX_REDIRECTS = 10

const attribute = (tag, name) => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)"|(?=[\\s>]))`).exec(tag)
  return found ? unescape(found[1] ?? '') : undefined
}
const unescape = (text) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&#x2f;', '/')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** A page as it was answered. */
class Page {
  constructor(person, url, status, headers, html) {
    Object.assign(this, { person, url, status, headers, html })
  }

  /** The one heading. */
  get title() {
    return /<h1[^>]*>([^<]*)<\/h1>/.exec(this.html)?.[1]
  }

  /** Where the links lead whose addresses begin with `start`. */
  links(start) {
    const found = [...this.html.matchAll(/<a\s[^>]*>/g)].map(([tag]) => attribute(tag, 'href'))
    return found.filter((href) => href?.startsWith(start))
  }

  /** The first of them. */
  link(start) {
    const [href] = this.links(start)
    if (!href) throw new Error(`no link to ${start} on "${this.title}": ${this.links('').join(' ')}`)
    return href
  }

  /** Follows it. */
  follow(start) {
    return this.person.open(new URL(this.link(start), this.url).href)
  }

  /** The form that is sent to `action`: its fields as a browser would send them. */
  form(action) {
    for (const [, head, body] of this.html.matchAll(/(<form\s[^>]*>)([\s\S]*?)<\/form>/g)) {
      if (attribute(head, 'action') !== action) continue
      const fields = new Map()
      for (const [tag] of body.matchAll(/<input\s[^>]*>/g)) {
        const [name, type] = [attribute(tag, 'name'), attribute(tag, 'type')]
        const left = ['checkbox', 'radio'].includes(type) && attribute(tag, 'checked') === undefined
        if (name && !left) fields.set(name, attribute(tag, 'value') ?? (type === 'checkbox' ? 'on' : ''))
      }
      return { head, fields }
    }
    throw new Error(`no form for ${action} on "${this.title}" at ${this.url}`)
  }

  /** Fills in a form and sends it; `null` unticks a box. */
  submit(action, values = {}) {
    const { head, fields } = this.form(action)
    const bits = attribute(head, 'data-work-bits')
    if (bits) fields.set('work', work(attribute(head, 'data-work'), Number(bits)))
    for (const [name, value] of Object.entries(values)) {
      if (value === null) fields.delete(name)
      else fields.set(name, value)
    }
    return this.person.open(new URL(action, this.url).href, { page: this, body: new URLSearchParams([...fields]) })
  }
}

/** What a browser's script would compute: a number that gives a hash with so many leading zero bits. */
function work(challenge, bits) {
  for (let number = 0; ; number++) {
    const hash = createHash('sha256').update(`${challenge}.${number}`).digest()
    if (Math.clz32(hash.readUInt32BE()) >= bits) return String(number)
  }
}

/** One request. Not by `fetch`, which says in its headers that it is a script. */
async function exchange(url, options, body) {
  const reply = await new Promise((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end(body)
  })
  return { status: reply.statusCode, headers: reply.headers, body: await text(reply) }
}

/** A person with a new browser. */
export class Person {
  cookies = new Map()

  /** @param home the origin whose pages are shown; a redirect to anywhere else is not followed */
  constructor(home) {
    this.home = home
  }

  /** Opens a page. What leads away from `home` comes back as `{ left: URL }`. */
  async open(url, { page, body } = {}) {
    for (let hop = 0; hop < MAX_REDIRECTS; hop++) {
      if (new URL(url).origin !== new URL(this.home).origin) return { left: new URL(url) }
      const headers = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
      if (this.cookies.size) headers.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      if (body) headers.origin = new URL(page.url).origin
      if (body) headers['sec-fetch-site'] = 'same-origin'
      if (body) headers['content-type'] = 'application/x-www-form-urlencoded'
      const reply = await exchange(url, { method: body ? 'POST' : 'GET', headers }, body?.toString())
      for (const cookie of reply.headers['set-cookie'] ?? []) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)
        this.cookies.set(name, value)
      }
      const next = reply.headers.location
      if (!next) return new Page(this, url, reply.status, reply.headers, reply.body)
      ;[url, body] = [new URL(next, url).href, undefined]
    }
    throw new Error(`too many redirects to ${url}`)
  }
}
