import type { ServerResponse } from 'node:http'
import { answer, type HttpHandler, PAGE_HEADERS } from '#app/platform/http/http.server.ts'
import { recordHit, recordSilently } from './hits.server.ts'
import { verifyClick } from '../links.server.ts'
import { chooseLanguage } from '../pages/languages.ts'
import { errorPage } from '../pages/recipient-pages.ts'
import { asksNotToBeTracked, readQuery } from '../request.ts'
import { hitOfRequest, wishOfRequest } from './hit-of-request.server.ts'

/** Nobody waits longer for a shop's page because our database is slow; the hit stays buffered. */
const PATIENCE_MS = 50

/** Sends the reader on to the link's destination, which the signature covers: anything else would be an open redirect. */
export const click: HttpHandler = (request, response) => {
  const query = readQuery(request.url)
  const clicked = verifyClick(query)
  if (!clicked) {
    const page = errorPage(chooseLanguage(null, request.headers['accept-language']), 'link')
    return answer(response, 400, page, PAGE_HEADERS)
  }
  if (request.method === 'HEAD') return redirect(response, query.d)
  if (asksNotToBeTracked(request)) {
    const wish = wishOfRequest(request, clicked)
    if (wish) recordSilently(wish)
    return redirect(response, query.d)
  }
  recordHit(hitOfRequest(request, clicked), PATIENCE_MS, (isDurable) => redirect(response, query.d, isDurable))
}

/** A header tells whether the hit is on the disk, where there is one to be written. */
function redirect(response: ServerResponse, destination: string, isDurable?: boolean): void {
  response.writeHead(302, {
    Location: asciiUrl(destination),
    'Content-Length': 0,
    'Cache-Control': 'no-store, private',
    'Referrer-Policy': 'no-referrer',
    'X-Robots-Tag': 'noindex',
    ...(isDurable === undefined ? {} : { 'X-Recorded': isDurable ? 'yes' : 'later' }),
  })
  response.end()
}

/** A header holds Latin-1 only; a merchant's URL may hold any script. */
const asciiUrl = (url: string) => url.replace(/[^\x21-\x7e]+/g, (part) => encodeURIComponent(part.toWellFormed()))
