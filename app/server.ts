// The web process: `npm start`. Any number of them may run against one database.
import { loadMjml } from './designer/compile/compile.server.ts'
import { servePages } from './platform/db/db.server.ts'
import { env } from './platform/env.server.ts'
import { log } from './platform/log.server.ts'
import { onShutdown, prepare } from './platform/start/start.server.ts'
import { foldFeedbackWhenLate } from './sending/feedback/box-age.server.ts'
import { foldWhenLate } from './tracking/hits/fold-when-late.server.ts'
import { createWeb, warmUpWeb, webSteps } from './web.server.ts'

servePages()
const stopDatabase = await prepare()
const server = await createWeb()
await loadMjml()
await warmUpWeb(server)
const { HOST, PORT } = env()
server.listen(PORT, HOST, () => log.info({ url: env().SHOPIFY_APP_URL, port: PORT }, 'web listens'))

onShutdown([
  { name: 'counting', ms: 2_000, stop: foldWhenLate() },
  { name: 'feedback', ms: 2_000, stop: foldFeedbackWhenLate() },
  ...webSteps(server),
  { name: 'embedded database', ms: 4_000, stop: stopDatabase },
])
