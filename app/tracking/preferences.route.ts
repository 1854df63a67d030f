import type { HttpHandler } from '#app/platform/http/http.server.ts'
import { PREFERENCES_PATH } from './links.server.ts'
import { answerRecipient, perform, showPreferences } from './recipient-answer.server.ts'

/** What a recipient gets, with a button for each choice; a GET changes nothing. */
export const showRecipientPreferences: HttpHandler = (request, response) =>
  answerRecipient(request, response, PREFERENCES_PATH, async (asked) =>
    request.method === 'HEAD' ? '' : showPreferences(asked, false),
  )

/** Does what the button says that was pressed, on this page or on the one after an opt-out. */
export const postRecipientPreferences: HttpHandler = (request, response) =>
  answerRecipient(request, response, PREFERENCES_PATH, perform)
