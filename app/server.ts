// The web process: `npm start`. Any number of them may run against one database.
import { closeDatabase } from './platform/db.server.ts'
import { env } from './platform/env.server.ts'
import { log } from './platform/log.server.ts'
import { onShutdown, prepare } from './platform/start.server.ts'
import { drainHits } from './tracking/hits.server.ts'
import { createWeb } from './web.server.ts'

const stopDatabase = await prepare()
const server = await createWeb()
const { HOST, PORT } = env()
server.listen(PORT, HOST, () => log.info({ url: env().SHOPIFY_APP_URL, port: PORT }, 'web listens'))

onShutdown(async () => {
  await new Promise((resolve) => {
    server.close(resolve)
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 5000).unref()
  })
  await drainHits()
  await closeDatabase()
  await stopDatabase()
})
