import type { HttpHandler } from '#app/platform/http/http.server.ts'
import { isDoubtful } from './doubt.server.ts'
import { UNSUBSCRIBE_PATH } from './links.server.ts'
import { askPage } from './pages/recipient-pages.ts'
import { answerRecipient, leave, perform } from './recipient-answer.server.ts'
import { visitorOf } from './visitor.server.ts'

/**
 * Shows the page; for a person GET has already done what it says, and Shopify hears of it when they have had time to take it
 * back. Whatever only looks gets the page with a button.
 */
export const showUnsubscribe: HttpHandler = (request, response) =>
  answerRecipient(request, response, UNSUBSCRIBE_PATH, async (asked) => {
    if (request.method === 'HEAD') return ''
    if (await isDoubtful(request, asked.to)) return askPage(asked.setting)
    return leave(asked, { source: 'unsubscribe-link', followed: { by: visitorOf(request) } })
  })

/**
 * Acts at once, whoever asks and whatever the body says: RFC 8058 allows multipart and urlencoded, and a mail system
 * that sends neither still means it. Only buttons of our own pages say something else.
 */
export const postUnsubscribe: HttpHandler = (request, response) =>
  answerRecipient(request, response, UNSUBSCRIBE_PATH, (asked) =>
    asked.posted.action === null ? leave(asked, { source: 'one-click' }) : perform(asked),
  )
