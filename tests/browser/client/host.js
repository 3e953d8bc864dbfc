// A web server with an app that runs in browsers: one page, on the official client.

import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const bundled = async () => {
  const entryPoints = [fileURLToPath(new URL('./page.js', import.meta.url))]
  const { outputFiles } = await build({ entryPoints, bundle: true, format: 'esm', write: false, logLevel: 'error' })
  return outputFiles[0].text
}

/** Starts the web server. The app that it serves asks for `scope`; `name` is the host that the app is published at. */
export async function startHost(scope, name) {
  const script = await bundled()
  const host = {
    name,
    /** Where the app in development is opened. */
    get url() {
      return `http://127.0.0.1:${listener.address().port}/`
    },
    /** What has a server in development mode fetch the published app's metadata from here. */
    get setting() {
      return `oauth.development_hosts=${name}=127.0.0.1:${listener.address().port}`
    },
    /** The server whose people use the app. */
    server: undefined,
    stop: () => {
      listener.closeAllConnections()
      listener.close()
    },
  }
  const shared = {
    scope,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    dpop_bound_access_tokens: true,
  }
  const inDevelopment = () => ({
    ...shared,
    client_id: `http://localhost?${new URLSearchParams({ redirect_uri: host.url, scope })}`,
    redirect_uris: [host.url],
    application_type: 'native',
  })
  const published = () => ({
    ...shared,
    client_id: `https://${name}/client-metadata.json`,
    client_uri: `https://${name}`,
    redirect_uris: [`https://${name}/`],
    application_type: 'web',
  })
  const page = (clientMetadata) => {
    const { url, plcUrl } = host.server
    const settings = { clientMetadata, handleResolver: url, plcDirectoryUrl: plcUrl, allowHttp: true }
    return `<!doctype html><title>app</title><link rel="icon" href="data:,">
<script type="application/json" id="settings">${JSON.stringify(settings).replaceAll('<', '\\u003c')}</script>
<script type="module" src="/page.js"></script>`
  }
  const listener = createServer((request, reply) => {
    const metadata = request.headers.host === name ? published : inDevelopment
    const documents = {
      '/': ['text/html', () => page(metadata())],
      '/page.js': ['text/javascript', () => script],
      '/client-metadata.json': ['application/json', () => JSON.stringify(published())],
    }
    const [type, document] = documents[request.url] ?? []
    if (!type) return reply.writeHead(404).end()
    reply.writeHead(200, { 'content-type': type }).end(document())
  })
  await new Promise((done) => listener.listen(0, '127.0.0.1', done))

  /** Has a browser find the published app here, as if by DNS and with a certificate. */
  host.publish = (context) =>
    context.route(`https://${name}/**`, async (route) => {
      const url = new URL(route.request().url())
      const response = await route.fetch({ url: new URL(url.pathname, host.url).href, headers: { host: name } })
      await route.fulfill({ response })
    })
  return host
}
