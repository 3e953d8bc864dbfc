// The reference PDS, run from its `PDS_*` environment until it is told to stop.

import { PDS, readEnv } from '@atproto/pds'

const pds = await PDS.fromEnv(readEnv())
await pds.start()
process.once('SIGTERM', async () => {
  await pds.destroy()
  process.exit(0)
})
