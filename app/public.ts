// Every URL that is answered before Remix, one line each; `routes.ts` lists the others. A trailing `*` takes any rest.
import type { HttpHandler } from './platform/http/http.server.ts'
import { healthz, metrics, readyz } from './health.route.ts'
import { receiveWebhook } from './inbox/webhooks.route.ts'
import { snsReply } from './replies/sns-reply.route.ts'
import { click } from './tracking/hits/click.route.ts'
import { open } from './tracking/hits/open.route.ts'
import { snsBounce } from './sending/feedback/sns-bounce.route.ts'
import { postRecipientPreferences, showRecipientPreferences } from './tracking/preferences.route.ts'
import { postUnsubscribe, showUnsubscribe } from './tracking/unsubscribe.route.ts'

export const publicRoutes: Record<string, HttpHandler> = {
  'GET /healthz': healthz,
  'GET /readyz': readyz,
  'GET /metrics': metrics,
  'POST /webhooks/*': receiveWebhook,
  'GET /api/v1/track/open': open,
  'HEAD /api/v1/track/open': open,
  'GET /api/v1/track/click': click,
  'HEAD /api/v1/track/click': click,
  'GET /api/v1/unsubscribe/*': showUnsubscribe,
  'HEAD /api/v1/unsubscribe/*': showUnsubscribe,
  'POST /api/v1/unsubscribe/*': postUnsubscribe,
  'GET /api/v1/preferences/*': showRecipientPreferences,
  'HEAD /api/v1/preferences/*': showRecipientPreferences,
  'POST /api/v1/preferences/*': postRecipientPreferences,
  'POST /api/v1/sns-bounce': snsBounce,
  'POST /api/v1/sns-reply': snsReply,
}
