// What the pages of recipients have in common: whose link it is, in which setting it is answered, what each button does.
import type { ServerResponse } from 'node:http'
import { isDatabaseAway } from '#app/platform/faults/db-fault.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { within } from '#app/platform/faults/within.ts'
import { answer, BodyTooSlow, type HttpRequest, PAGE_HEADERS, readStart } from '#app/platform/http/http.server.ts'
import { type MailedRecipient, PREFERENCES_PATH, verifyUnsubscribe } from './links.server.ts'
import { endBreak, keepReason, type Leaving, optOut, preferencesOf, takeBack, takeBreak } from './opt-out.server.ts'
import { findSetting } from './page-setting.server.ts'
import { chooseLanguage } from './pages/languages.ts'
import { OPT_OUT_REASONS, type OptOutReason } from './pages/opt-out-reasons.ts'
import {
  type Action,
  ACTIONS,
  askPage,
  backPage,
  donePage,
  errorPage,
  gonePage,
  pausedPage,
  preferencesPage,
  type Setting,
  thanksPage,
  unchangedPage,
} from './pages/recipient-pages.ts'
import { isMachine, readerOfRequest } from './request.ts'

/** Past it the answer is 503, upon which a mail system asks again: acting twice is harmless. */
const ACT_WITHIN_MS = 8_000
/** Our own forms post less. */
const FORM_BYTES = 1_000

/** A request with a valid token, what it posts, and how its pages look. */
export type Asked = { request: HttpRequest; posted: Posted; to: MailedRecipient; setting: Setting }

/** Answers with the page that `makePage` comes to for whoever the token behind `path` names, or says that it names nobody. */
export async function answerRecipient(
  request: HttpRequest,
  response: ServerResponse,
  path: string,
  makePage: (asked: Asked) => Promise<string>,
): Promise<void> {
  const acceptLanguage = request.headers['accept-language']
  const ownLanguage = chooseLanguage(null, acceptLanguage)
  const token = request.url.slice(path.length).split('?', 1)[0] ?? ''
  const to = verifyUnsubscribe(token)
  if (!to) return answer(response, 400, errorPage(ownLanguage, 'opt-out'), PAGE_HEADERS)
  const posted = request.method === 'POST' ? await readForm(request) : NOTHING
  const make = async () => {
    const { language, setting } = await findSetting(to, { preferencesPath: PREFERENCES_PATH + token, acceptLanguage })
    return { setting, page: setting ? await makePage({ request, posted, to, setting }) : gonePage(language) }
  }
  try {
    const { setting, page } = await within(ACT_WITHIN_MS, make())
    answer(response, 200, page, headersFor(setting))
  } catch (error) {
    if (!isDatabaseAway(error)) throw error
    logFailure(error, 'unsubscribe failed')
    answer(response, 503, errorPage(ownLanguage, 'later'), { ...PAGE_HEADERS, 'Retry-After': '30' })
  }
}

/** The logo is the one thing that a page may load, and no other image. */
function headersFor(setting: Setting | null): Record<string, string> {
  const logo = setting?.look.logoUrl
  if (!logo || !URL.canParse(logo)) return PAGE_HEADERS
  const { origin, pathname } = new URL(logo)
  // What would end the source: https://www.w3.org/TR/CSP3/#framework-directive-source-list
  const source = origin + pathname.replaceAll(';', '%3B').replaceAll(',', '%2C')
  const policy = `${PAGE_HEADERS['Content-Security-Policy']}; img-src ${source}`
  return { ...PAGE_HEADERS, 'Content-Security-Policy': policy }
}

/** What a form of ours posts; `action` is null for whatever else was posted. */
type Posted = { action: Action | null; reason: OptOutReason | null }
const NOTHING: Posted = { action: null, reason: null }

/**
 * Reads any body to its end, keeping the beginning: a connection cut off before the answer would look like a failure. One
 * that does not end asks for nothing else than to be unsubscribed; our own buttons' are sent at once.
 */
async function readForm(request: HttpRequest): Promise<Posted> {
  try {
    const fields = new URLSearchParams(await readStart(request, FORM_BYTES))
    return {
      action: ACTIONS.find((action) => action === fields.get('action')) ?? null,
      reason: OPT_OUT_REASONS.find((reason) => reason === fields.get('reason')) ?? null,
    }
  } catch (error) {
    if (error instanceof BodyTooSlow) return NOTHING
    throw error
  }
}

/** Unsubscribes, and the page that says so. */
export async function leave({ request, to, setting }: Asked, leaving: Leaving): Promise<string> {
  const done = await optOut(to, leaving, readerOfRequest('unsubscribe', request))
  if (done === 'by-address' || done === 'unknown') return donePage(setting, null, false)
  const shown = await preferencesOf(to)
  return donePage(setting, shown, shown?.canUndo.sms ?? false)
}

/** What somebody gets, to choose from; for who is erased the one button that may still mean something. */
export async function showPreferences({ to, setting }: Asked, isSaved: boolean): Promise<string> {
  const shown = await preferencesOf(to)
  return shown ? preferencesPage(setting, shown, isSaved) : askPage(setting)
}

/** Does what a button says, and the page after it. Some scanners press every button of a page: nobody is brought back by one. */
export async function perform(asked: Asked): Promise<string> {
  const { request, posted, to, setting } = asked
  const { action } = posted
  const seenWith = readerOfRequest('unsubscribe', request)
  switch (action) {
    case null:
      return showPreferences(asked, false)
    case 'unsubscribe':
      return leave(asked, { source: 'unsubscribe-link' })
    case 'stop-email':
    case 'stop-sms':
      await optOut(to, { source: 'unsubscribe-link', only: action === 'stop-sms' ? 'sms' : 'email' }, seenWith)
      return showPreferences(asked, true)
    case 'reason':
    case 'resubscribe':
    case 'start-email':
    case 'start-sms':
    case 'pause-30':
    case 'pause-90':
    case 'end-pause':
      return isMachine('unsubscribe', request) ? unchangedPage(setting) : choose(asked, action)
  }
}

type Choice = Exclude<Action, 'unsubscribe' | 'stop-email' | 'stop-sms'>

async function choose(asked: Asked, action: Choice): Promise<string> {
  const { request, to, setting } = asked
  const seenWith = readerOfRequest('unsubscribe', request)
  switch (action) {
    case 'reason':
      if (asked.posted.reason) await keepReason(to, asked.posted.reason)
      return thanksPage(setting)
    case 'resubscribe':
      return (await takeBack(to, undefined, seenWith)) === 'resubscribed' ? backPage(setting) : unchangedPage(setting)
    case 'start-email':
    case 'start-sms': {
      const done = await takeBack(to, action === 'start-sms' ? 'sms' : 'email', seenWith)
      return done === 'resubscribed' ? showPreferences(asked, true) : unchangedPage(setting)
    }
    case 'pause-30':
    case 'pause-90': {
      const until = await takeBreak(to, action === 'pause-30' ? 30 : 90, seenWith)
      return until ? pausedPage(setting, until) : unchangedPage(setting)
    }
    case 'end-pause':
      await endBreak(to)
      return showPreferences(asked, true)
  }
}
