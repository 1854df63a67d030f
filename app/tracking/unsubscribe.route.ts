import type { ServerResponse } from 'node:http'
import { resubscribe, unsubscribe as unsubscribeMember } from '#app/members/consent/unsubscribe.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { isDatabaseAway } from '#app/platform/faults/db-fault.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import {
  answer,
  BodyTooSlow,
  type HttpHandler,
  type HttpRequest,
  PAGE_HEADERS,
  readStart,
} from '#app/platform/http/http.server.ts'
import { within } from '#app/platform/faults/within.ts'
import { EVENT } from './events.ts'
import { recordEvents } from './events.server.ts'
import { type MailedRecipient, verifyUnsubscribe } from './links.server.ts'
import { messagePage } from './pages.ts'
import { readerOfRequest } from './request.ts'

/** Past it the answer is 503, upon which a mail system asks again: acting twice is harmless. */
const ACT_WITHIN_MS = 8_000
const PATH = '/api/v1/unsubscribe/'

/** Shows the page; for a person GET has already done what it says. Whatever only looks gets the page with a button. */
export const showUnsubscribe: HttpHandler = async (request, response) => {
  const recipient = recipientOf(request)
  if (!recipient) return answer(response, 400, INVALID, PAGE_HEADERS)
  await answerPage(response, show(request, recipient))
}

async function show(request: HttpRequest, recipient: MailedRecipient): Promise<string> {
  const shop = await shopName(recipient.tenantId)
  if (isMachine(request)) return request.method === 'HEAD' ? '' : askPage(shop)
  return donePage(shop, await act(request, recipient, 'unsubscribe-link'))
}

async function answerPage(response: ServerResponse, page: Promise<string>): Promise<void> {
  try {
    answer(response, 200, await within(ACT_WITHIN_MS, page), PAGE_HEADERS)
  } catch (error) {
    if (!isDatabaseAway(error)) throw error
    logFailure(error, 'unsubscribe failed')
    answer(response, 503, NOT_NOW, { ...PAGE_HEADERS, 'Retry-After': '30' })
  }
}

/**
 * Acts at once, whoever asks and whatever the body says: RFC 8058 allows multipart and urlencoded, and a mail system
 * that sends neither still means it. Only the undo button of our own page says something else.
 */
export const postUnsubscribe: HttpHandler = async (request, response) => {
  const recipient = recipientOf(request)
  if (!recipient) return answer(response, 400, INVALID, PAGE_HEADERS)
  const action = await readAction(request)
  await answerPage(response, perform(request, recipient, action))
}

async function perform(request: HttpRequest, recipient: MailedRecipient, action: string | null): Promise<string> {
  const shop = await shopName(recipient.tenantId)
  if (action === 'resubscribe')
    return !isMachine(request) && (await undo(request, recipient)) ? backPage(shop) : NOTHING_TO_UNDO
  return donePage(shop, await act(request, recipient, action === 'unsubscribe' ? 'unsubscribe-link' : 'one-click'))
}

const recipientOf = (request: HttpRequest) => verifyUnsubscribe(request.url.slice(PATH.length).split('?', 1)[0] ?? '')

/**
 * Reads any body to its end, keeping the beginning: a connection cut off before the answer would look like a failure. One
 * that does not end asks for nothing else than to be unsubscribed; our own button's is sent at once.
 */
async function readAction(request: HttpRequest): Promise<string | null> {
  try {
    return new URLSearchParams(await readStart(request, 1_000)).get('action')
  } catch (error) {
    if (error instanceof BodyTooSlow) return null
    throw error
  }
}

/** Whether it can be undone: not where the member was erased, whom Shopify may know no more. */
async function act(request: HttpRequest, recipient: MailedRecipient, source: 'unsubscribe-link' | 'one-click') {
  const at = clock.now()
  const done = await unsubscribeMember({ ...recipient, memberId: BigInt(recipient.memberId), source, at })
  if (done !== 'unknown') await record(request, recipient, EVENT.unsubscribed, at)
  return done === 'unsubscribed' || done === 'already'
}

async function undo(request: HttpRequest, recipient: MailedRecipient): Promise<boolean> {
  const at = clock.now()
  const done = await resubscribe({ ...recipient, memberId: BigInt(recipient.memberId), at })
  if (done === 'resubscribed') await record(request, recipient, EVENT.resubscribed, at)
  return done === 'resubscribed'
}

/** Some scanners press every button of a page: nobody is brought back by one. */
const isMachine = (request: HttpRequest) => readerOfRequest('unsubscribe', request).verdict === 'machine'

/** An opt-out is a person's will even when a mail system hands it in: it is never booked as a machine's. */
function record(
  request: HttpRequest,
  { tenantId, mailingId, sendNo, memberId }: MailedRecipient,
  type: typeof EVENT.unsubscribed | typeof EVENT.resubscribed,
  at: Date,
) {
  const { device, client } = readerOfRequest('unsubscribe', request)
  const event = { tenantId, mailingId, sendNo, memberId, type, at, verdict: 'human', device, client } as const
  return recordEvents(db(), [event])
}

async function shopName(tenantId: number): Promise<string> {
  const found = await db().query<{ name: string }>('SELECT name FROM tenants WHERE tenant_id = $1', [tenantId])
  return found.rows[0]?.name || 'this store'
}

const INVALID = messagePage(
  'This link isn’t valid',
  'It may have been cut off. Use the unsubscribe link in the email itself, or reply to the email.',
)

const NOT_NOW = messagePage(
  'Please try again in a minute',
  'Your choice couldn’t be saved just now. Open the link again, or reply to the email and ask to be unsubscribed.',
)

const askPage = (shop: string) =>
  messagePage('Unsubscribe?', `You’ll get no more marketing emails from ${shop}.`, {
    label: 'Unsubscribe',
    action: 'unsubscribe',
  })

const donePage = (shop: string, canUndo: boolean) =>
  messagePage(
    'You’re unsubscribed',
    `You’ll get no more marketing emails from ${shop}. You’ll still get messages about your orders.`,
    canUndo ? { label: 'Undo: keep me subscribed', action: 'resubscribe', quiet: true } : undefined,
  )

const backPage = (shop: string) => messagePage('Welcome back', `You’ll keep getting emails from ${shop}.`)

const NOTHING_TO_UNDO = messagePage(
  'Nothing was changed',
  'Your choice has since been changed elsewhere, so we kept that one. You can resubscribe in the store at any time.',
)
