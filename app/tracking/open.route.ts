import { clock } from '#app/platform/clock.server.ts'
import type { HttpHandler } from '#app/platform/http.server.ts'
import { EVENT } from './events.ts'
import { recordHit, writtenWithin } from './hits.server.ts'
import { verifyOpen } from './links.server.ts'
import { asksNotToBeTracked, readerOfRequest, readQuery } from './request.ts'

/** An image that does not come leaves a hole in the mail: past this the hit is written after the answer. */
const PATIENCE_MS = 1_000

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const HEADERS = {
  'Content-Type': 'image/gif',
  'Content-Length': GIF.length,
  'Cache-Control': 'no-store, private',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
  'X-Content-Type-Options': 'nosniff',
}

/** The pixel: always the image, so that a mail never shows a broken one; the first open of a signed URL counts. */
export const open: HttpHandler = async (request, response) => {
  const { c, m, s } = readQuery(request.url)
  const recipient = asksNotToBeTracked(request) ? null : verifyOpen(c, m, s)
  if (recipient && request.method !== 'HEAD') {
    const { verdict, device, client } = readerOfRequest('open', request)
    const event = { ...recipient, type: EVENT.opened, at: clock.now(), verdict, device, client }
    await writtenWithin(recordHit(event), PATIENCE_MS)
  }
  response.writeHead(200, HEADERS)
  response.end(request.method === 'HEAD' ? undefined : GIF)
}
