import type { ServerResponse } from 'node:http'
import { clock } from '#app/platform/clock.server.ts'
import type { HttpHandler } from '#app/platform/http/http.server.ts'
import { EVENT } from './events.ts'
import { recordHit } from './hits.server.ts'
import { verifyOpen } from './links.server.ts'
import { asksNotToBeTracked, readerOfRequest, readQuery } from './request.ts'

/** An image that does not come leaves a hole in the mail: past this the hit is written after the answer. */
const PATIENCE_MS = 1_000

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64').toString('latin1')
const HEADERS = {
  'Content-Type': 'image/gif',
  'Content-Length': GIF.length,
  'Cache-Control': 'no-store, private',
  'X-Content-Type-Options': 'nosniff',
}

/** The pixel: always the image, so that a mail never shows a broken one; the first open of a signed URL counts. */
export const open: HttpHandler = (request, response) => {
  const recipient = request.method === 'HEAD' || asksNotToBeTracked(request) ? null : verifyOpen(readQuery(request.url))
  if (!recipient) return answerImage(response)
  const { verdict, device, client } = readerOfRequest('open', request)
  const { tenantId, mailingId, sendNo, memberId } = recipient
  const event = { tenantId, mailingId, sendNo, memberId, type: EVENT.opened, at: clock.now(), verdict, device, client }
  recordHit(event, PATIENCE_MS, () => answerImage(response))
}

/** Head and image leave in one write while both are text, which is a fifth cheaper. */
function answerImage(response: ServerResponse): void {
  response.writeHead(200, HEADERS)
  response.end(GIF, 'latin1')
}
