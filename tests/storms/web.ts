// The web process without the admin's pages, so that a storm needs no build of them: public URLs are all it asks.
import { closeDatabase } from '#app/platform/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { onShutdown, prepare } from '#app/platform/start.server.ts'
import { drainHits } from '#app/tracking/hits.server.ts'
import { createWeb } from '#app/web.server.ts'

const stopDatabase = await prepare()
const server = await createWeb({ remix: false })
server.listen(env().PORT, env().HOST)

onShutdown(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await drainHits()
  await closeDatabase()
  await stopDatabase()
})
