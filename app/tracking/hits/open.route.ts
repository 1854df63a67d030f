import type { ServerResponse } from 'node:http'
import type { HttpHandler } from '#app/platform/http/http.server.ts'
import { recordHit, recordSilently } from './hits.server.ts'
import { verifyOpen } from '../links.server.ts'
import { asksNotToBeTracked, readQuery } from '../request.ts'
import { hitOfRequest, wishOfRequest } from './hit-of-request.server.ts'

/** An image that does not come leaves a hole in the mail: past this the hit is written after the answer. */
const PATIENCE_MS = 1_000

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64').toString('latin1')
const HEADERS = {
  'Content-Type': 'image/gif',
  'Content-Length': GIF.length,
  'Cache-Control': 'no-store, private',
  'X-Content-Type-Options': 'nosniff',
}

/** Whether the hit is on the disk: who tests us from outside can tell. */
const DURABLE = { ...HEADERS, 'X-Recorded': 'yes' }
const EARLY = { ...HEADERS, 'X-Recorded': 'later' }

/** The pixel: always the image, so that a mail never shows a broken one; the first open of a signed URL counts. */
export const open: HttpHandler = (request, response) => {
  const recipient = request.method === 'HEAD' ? null : verifyOpen(readQuery(request.url))
  if (!recipient) return answerImage(response)
  if (asksNotToBeTracked(request)) {
    const wish = wishOfRequest(request, recipient)
    if (wish) recordSilently(wish)
    return answerImage(response)
  }
  recordHit(hitOfRequest(request, recipient), PATIENCE_MS, (isDurable) => answerImage(response, isDurable))
}

/** Head and image leave in one write while both are text, which is a fifth cheaper. */
function answerImage(response: ServerResponse, isDurable?: boolean): void {
  response.writeHead(200, isDurable === undefined ? HEADERS : isDurable ? DURABLE : EARLY)
  response.end(GIF, 'latin1')
}
