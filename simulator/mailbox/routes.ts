// The mailboxes of everybody to whom the simulated SES has delivered: a list of mails, and each as its reader sees it.
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import { html, HttpError, redirect, route, type Route, type SimRequest, type SimResponse } from '../http.ts'
import type { EventDetail } from '../ses/behaviour.ts'
import type { StoredMail } from '../ses/mails.ts'
import { normalAddress } from '../ses/address.ts'
import { sesOf, type Ses } from '../ses/ses.ts'
import { allRecipients } from '../ses/shapes.ts'
import { listPage } from './list-page.ts'
import { mailPage, VIEWS, type View } from './mail-page.ts'
import { oneClick, oneClickUrl } from './one-click.ts'
import { sendReply } from './reply.ts'
import { markup, type Markup } from './page.ts'
import { mailState } from './state.ts'
import { storefrontPage } from './storefront-page.ts'
import { visitRoutes } from './visit-routes.ts'
import { type VisitorName, VISITOR_NAMES, VISITORS } from './visitors.ts'
import { visitsOf } from './visits.ts'

const PAGE_SIZE = 50
const seconds = z.coerce.number().int().min(1).max(60).catch(1)
const visitorName = z.enum(VISITOR_NAMES).nullable().catch(null)
const view = z.enum(Object.keys(VIEWS) as [View, ...View[]]).catch('desktop')

export function mailboxRoutes(sim: SimulatorContext): Route[] {
  const ses = sesOf(sim)
  const storefront = (request: SimRequest) => html(storefrontPage(request.url))
  return [
    route('GET', '/mailbox', (request) => list(ses, request)),
    route('GET', '/mailbox/:id', (request) => show(sim, ses, request)),
    route('GET', '/mailbox/:id/html', (request) => content(ses, request)),
    route('POST', '/mailbox/:id/unsubscribe', (request) => unsubscribe(ses, request)),
    route('POST', '/mailbox/:id/reply', (request) => reply(sim, ses, request)),
    ...visitRoutes(sim),
    route('POST', '/mailbox/:id/:event', (request) => happen(ses, request)),
    route('GET', '/storefront', storefront),
    route('GET', '/storefront/*', storefront),
  ]
}

function list({ mails, events }: Ses, { query }: SimRequest): SimResponse {
  const to = query.get('to') ?? ''
  const before = Number(query.get('before')) || undefined
  const page = mails.list({ to, before, limit: PAGE_SIZE + 1 })
  const shown = page.slice(0, PAGE_SIZE)
  const next = page.length > PAGE_SIZE ? (shown.at(-1)?.id ?? null) : null
  const rows = shown.map((mail) => ({ mail, state: mailState(events.ofMail(mail.id)) }))
  return html(listPage(rows, { to, next, total: mails.count(), first: before === undefined }))
}

function show(sim: SimulatorContext, ses: Ses, request: SimRequest): SimResponse {
  const mail = findMail(ses, request)
  const { query } = request
  const visits = visitsOf(sim)
  return html(
    mailPage({
      mail,
      body: ses.mails.body(mail.id),
      events: ses.events.ofMail(mail.id),
      view: view.parse(query.get('view')),
      notice: noticeOf(query),
      isAnswerable: answersTo(sim, mail) !== null,
      visits: visits.ofMail(mail),
      arranged: visits.listArranged(),
      reloadIn: query.has('visited') ? seconds.parse(query.get('seconds')) : null,
    }),
  )
}

/** The mail itself, in a page without script; links open beside the mailbox, as in a mail program. */
function content(ses: Ses, request: SimRequest): SimResponse {
  const { html: body } = ses.mails.body(findMail(ses, request).id)
  const base = '<base target="_blank">'
  const withBase = /<head[^>]*>/i.test(body ?? '')
    ? (body ?? '').replace(/<head[^>]*>/i, (head) => head + base)
    : base + body
  return html(withBase, 200, {
    'content-security-policy':
      "sandbox allow-popups allow-popups-to-escape-sandbox; script-src 'none'; form-action 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  })
}

async function unsubscribe(ses: Ses, request: SimRequest): Promise<SimResponse> {
  const mail = findMail(ses, request)
  const url = oneClickUrl(mail.headers)
  if (!url) throw new HttpError(409, 'this mail has no one-click unsubscribe')
  return redirect(`/mailbox/${mail.messageId}?view=headers&unsubscribed=${await oneClick(url)}`)
}

const replyForm = z.object({ text: z.string().trim().min(1).max(10_000), automatic: z.literal('yes').nullable() })

/** Where a mail is answered, if the app takes that. */
function answersTo({ settings }: SimulatorContext, { replyTo }: StoredMail): { to: string; port: number } | null {
  const [to] = replyTo
  const { replies } = settings
  return replies && to && normalAddress(to).endsWith(`@${replies.domain.toLowerCase()}`)
    ? { to, port: replies.port }
    : null
}

async function reply(sim: SimulatorContext, ses: Ses, request: SimRequest): Promise<SimResponse> {
  const mail = findMail(ses, request)
  const place = answersTo(sim, mail)
  if (!place) throw new HttpError(409, 'this mail can not be answered here')
  const form = request.form()
  const written = replyForm.parse({ text: form.get('text'), automatic: form.get('automatic') })
  const body = ses.mails.body(mail.id)
  const isAutomatic = written.automatic !== null
  const answer = await sendReply({ mail, body, to: place.to, text: written.text, isAutomatic }, place.port)
  return redirect(`/mailbox/${mail.messageId}?answered=${encodeURIComponent(answer)}`)
}

async function happen(ses: Ses, request: SimRequest): Promise<SimResponse> {
  const mail = findMail(ses, request)
  const detail = arranged(request.param('event'), allRecipients(mail))
  if (!detail) throw new HttpError(404, 'no such button')
  await ses.happen(mail.id, detail)
  return redirect(`/mailbox/${mail.messageId}?view=headers&happened=${encodeURIComponent(detail.kind)}`)
}

function arranged(name: string, recipients: string[]): EventDetail | null {
  switch (name) {
    case 'complaint':
      return { kind: 'Complaint', recipients, feedbackType: 'abuse', subType: null }
    case 'hard-bounce':
      return { kind: 'Bounce', recipients, bounceType: 'Permanent', bounceSubType: 'General' }
    case 'soft-bounce':
      return { kind: 'Bounce', recipients, bounceType: 'Transient', bounceSubType: 'MailboxFull' }
    case 'delivery':
      return { kind: 'Delivery', recipients, processingMs: 500 }
    default:
      return null
  }
}

function noticeOf(query: URLSearchParams): Markup | null {
  const status = query.get('unsubscribed')
  if (status !== null) return unsubscribeNotice(status)
  const answer = query.get('answered')
  if (answer !== null) return answerNotice(answer)
  const visitor = visitorName.parse(query.get('visited') ?? query.get('nothing'))
  if (visitor) return visitNotice(visitor, query.has('visited'))
  const kind = query.get('happened')
  return kind === null ? null : markup`<p class="notice" role="status">SES tells the app of this: ${kind}.</p>`
}

function visitNotice(visitor: VisitorName, came: boolean): Markup {
  const { title } = VISITORS[visitor]
  return came
    ? markup`<p class="notice" role="status">On the way: ${title}. What it asked for stands below; the page loads anew when it is done.</p>`
    : markup`<p class="notice bad" role="status">Nothing in this mail is for: ${title}. Mails to who chose not to be tracked have no image and plain links.</p>`
}

function answerNotice(answer: string): Markup {
  const isTaken = answer.startsWith('250')
  const tone = isTaken ? 'notice' : 'notice bad'
  return markup`<p class="${tone}" role="status">${isTaken ? 'Reply sent' : 'Reply not taken'}: the mail server answered “${answer}”.</p>`
}

function unsubscribeNotice(status: string): Markup {
  if (status === '200')
    return markup`<p class="notice" role="status">Unsubscribed with one click: the sender answered 200.</p>`
  const problem = status === '0' ? 'did not answer' : `answered ${status}`
  return markup`<p class="notice bad" role="status">One-click unsubscribe failed: the sender ${problem}, where RFC 8058 wants a 200.</p>`
}

function findMail({ mails }: Ses, request: SimRequest): StoredMail {
  const mail = mails.find(request.param('id'))
  if (!mail) throw new HttpError(404, 'no mail with this message id')
  return mail
}
