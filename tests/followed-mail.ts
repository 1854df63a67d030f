// A delivered e-mail with links, and visitors who follow them at given moments; for the tests of opt-outs by a link. Import it
// before anything of `app/`: the configuration is read once, and says that addresses come from a proxy.
import type { Ask } from './listen.ts'

process.env['TRUSTED_PROXIES'] = '1'

const { aMailing, aMember, aRecipient } = await import('./factories.ts')
const { settleHits } = await import('./settle-hits.ts')
const { clock } = await import('#app/platform/clock.server.ts')
const { db } = await import('#app/platform/db/db.server.ts')
const { recordEvents } = await import('#app/tracking/events.server.ts')
const { EVENT } = await import('#app/tracking/events.ts')
const { clickUrl, unsubscribeUrl } = await import('#app/tracking/links.server.ts')
const { lookAtFollowed } = await import('#app/tracking/held/look.server.ts')

export const DELIVERED = Date.UTC(2026, 10, 30, 9)
/** So many seconds after the delivery. */
export const at = (seconds: number) => new Date(DELIVERED + seconds * 1_000)

export type Visitor = { agent: string; address: string; headers?: Record<string, string> }
const chrome = (version: number) =>
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`
/** Calls itself a browser, as the worst of them do. */
export const SCANNER: Visitor = { agent: chrome(131), address: '10.20.30.40' }
export const SARAH: Visitor = { agent: chrome(133), address: '10.50.60.70' }

export type Mail = {
  tenantId: number
  campaignId: number
  mailingId: number
  sendNo: number
  attempt: number
  memberId: bigint
  email: string
}

export type MailOptions = {
  links?: number
  member?: Record<string, unknown>
  recipient?: Record<string, unknown>
  mailing?: Record<string, unknown>
  /** Null where SES has said nothing of it. */
  deliveredAt?: Date | null
}

let people = 0

/** An e-mail that was delivered at DELIVERED, to somebody who is subscribed to e-mail and SMS. */
export async function aMail(tenantId: number, options: MailOptions = {}): Promise<Mail> {
  const { links = 3, member, recipient, mailing, deliveredAt = at(0) } = options
  people += 1
  const email = `sarah.${people}@example.com`
  const subscribed = {
    email,
    phone: `+1555${1_000_000 + people}`,
    sms_state: 'SUBSCRIBED',
    email_opt_in_level: 'SINGLE_OPT_IN',
  }
  const memberId = await aMember(tenantId, {
    ...subscribed,
    email_consent_updated_at: at(-86_400),
    email_consent_exact: true,
    ...member,
  })
  const sent = await aMailing(tenantId, { last_sent_at: at(-2), status: 'sent', ...mailing })
  const listed = Array.from({ length: links }, (_, n) => ({
    linkNo: n + 1,
    url: `https://shop.example/${n + 1}`,
    label: '',
    kind: 'text',
  }))
  await db().query(
    `UPDATE contents SET links = $3 WHERE tenant_id = $1
       AND content_id = (SELECT content_id FROM mailings WHERE tenant_id = $1 AND mailing_id = $2)`,
    [tenantId, sent.mailingId, JSON.stringify(listed)],
  )
  await aRecipient(sent, memberId, { state: 'sent', settled_at: at(-2), ...recipient })
  const receipt = { ...sent, sendNo: 0, memberId }
  if (deliveredAt) await recordEvents(db(), [{ ...receipt, type: EVENT.delivered, at: deliveredAt }])
  return { ...receipt, attempt: 1, email }
}

type Web = (url: string, ask?: Ask) => Promise<Response>
const headersOf = ({ agent, address, headers }: Visitor) => ({
  'user-agent': agent,
  'x-forwarded-for': address,
  ...headers,
})

/** Follows links of the e-mail, the first at `seconds`, each `every` seconds later. */
export async function click(
  ask: Web,
  mail: Mail,
  visit: { by: Visitor; links: number[]; seconds: number; every?: number; method?: string },
) {
  const { by, links, seconds, every = 1, method = 'GET' } = visit
  for (const [index, linkNo] of links.entries()) {
    clock.set(() => at(seconds + index * every))
    const url = clickUrl(mail, linkNo, { url: `https://shop.example/${linkNo}`, pseudonymAt: 0 })
    const response = await ask(url, { method, headers: headersOf(by) })
    await response.arrayBuffer()
  }
  await settleHits()
}

/** Asks for the unsubscribe link. */
export async function follow(
  ask: Web,
  mail: Mail,
  visit: { by: Visitor; seconds: number; method?: string },
): Promise<string> {
  const { by, seconds, method = 'GET' } = visit
  clock.set(() => at(seconds))
  const response = await ask(unsubscribeUrl(mail), { method, headers: headersOf(by) })
  return response.text()
}

/** Presses a button of ours, or without one an e-mail app's. */
export async function press(
  ask: Web,
  mail: Mail,
  { by, seconds, action }: { by: Visitor; seconds: number; action?: string },
) {
  clock.set(() => at(seconds))
  const body = action ? new URLSearchParams({ action, reason: 'other' }) : 'List-Unsubscribe=One-Click'
  const response = await ask(unsubscribeUrl(mail), { method: 'POST', headers: headersOf(by), body })
  return response.text()
}

/** Looks at the opt-outs that are due by then. */
export async function look(seconds: number): Promise<void> {
  clock.set(() => at(seconds))
  await settleHits()
  while ((await lookAtFollowed()) > 0);
}

/** A scanner that goes through the whole e-mail from `seconds` on, its unsubscribe link last. */
export async function sweep(
  ask: Web,
  mail: Mail,
  { by = SCANNER, seconds = 70, links = [1, 2, 3] } = {},
): Promise<string> {
  await click(ask, mail, { by, links, seconds })
  return follow(ask, mail, { by, seconds: seconds + links.length })
}
