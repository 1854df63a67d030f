// The web process without the admin's pages, so that a storm needs no build of them: public URLs are all it asks.
import { servePages } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { onShutdown, prepare } from '#app/platform/start/start.server.ts'
import { foldWhenLate } from '#app/tracking/hits/fold-when-late.server.ts'
import { createWeb, webSteps } from '#app/web.server.ts'

servePages()
const stopDatabase = await prepare()
const server = await createWeb({ remix: false })
server.listen(env().PORT, env().HOST)

onShutdown([
  { name: 'counting', ms: 2_000, stop: foldWhenLate() },
  ...webSteps(server),
  { name: 'embedded database', ms: 4_000, stop: stopDatabase },
])
