// Mails to domains whose providers are known, what SES reports of them, and the figures that come of it.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { recordFeedback } from '#app/sending/feedback/ses-feedback.server.ts'
import { loadMail } from '#app/sending/mailing-mail.server.ts'
import { prepareMailing } from '#app/sending/prepare.server.ts'
import { resetBreaker, sendSlice } from '#app/sending/slice.server.ts'
import { PROVIDER_METRIC as METRIC } from '#app/tracking/provider-stats.ts'
import { forgetProviders } from '#app/tracking/provider/domains.server.ts'
import { PROVIDER, type Provider } from '#app/tracking/provider/providers.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { beforeEach, expect } from 'vitest'
import { type AMailing, aMailing, aMember, aTenant } from './factories.ts'
import { withFakeSes } from './fake-ses.ts'
import type { TakenMail } from './fakes/ses.ts'
import { notification } from './ses-feedback.ts'

export const ses = withFakeSes()
export const SENT_AT = new Date('2026-11-20T23:59:30Z')
export const SECOND = 1_000
export const HOUR = 3_600_000

beforeEach(async () => {
  clock.set(() => SENT_AT)
  resetBreaker()
  forgetProviders()
  await db().query('DELETE FROM send_rate')
  await db().query('DELETE FROM mail_domains')
  await resolved('gmail.example', 'google')
  await resolved('law-office.example', 'proofpoint')
})

/** What DNS has said of a domain just now. */
export async function resolved(domain: string, provider: Provider): Promise<void> {
  await db().query(
    `INSERT INTO mail_domains (domain, provider, answer, resolved_at, wanted_at) VALUES ($1, $2, 1, $3, $3)
     ON CONFLICT (domain) DO UPDATE SET provider = excluded.provider, resolved_at = excluded.resolved_at`,
    [domain, PROVIDER[provider], clock.now()],
  )
}

/** A mailing to one person at each domain, ready to be sent. */
export async function aMailingTo(...domains: string[]): Promise<AMailing> {
  const tenantId = await aTenant()
  for (const [index, domain] of domains.entries()) await aMember(tenantId, { email: `reader${index}@${domain}` })
  const mailing = await aMailing(tenantId, { status: 'preparing' })
  await prepareMailing(mailing)
  return mailing
}

export const send = async (mailing: AMailing) => sendSlice(await loadMail(mailing), { seconds: 5, concurrency: 2 })

export async function aSentMail(domain = 'gmail.example'): Promise<{ mailing: AMailing; mail: TakenMail }> {
  const mailing = await aMailingTo(domain)
  await send(mailing)
  return { mailing, mail: mailTo(`reader0@${domain}`) }
}

export function mailTo(address: string): TakenMail {
  const [mail] = ses.to(address)
  if (!mail) throw new Error(`nothing was sent to ${address}`)
  return mail
}

export const after = (ms: number) => new Date(SENT_AT.getTime() + ms).toISOString()

/** What SES says of a mail; `told` is the part that tells the kind. */
export function about(mail: TakenMail, eventType: string, told: Record<string, unknown>) {
  const tags = Object.fromEntries(Object.entries(mail.tags).map(([name, value]) => [name, [value]]))
  const messageId = `message-${ses.mails.indexOf(mail) + 1}`
  return { eventType, mail: { messageId, destination: [mail.to], tags }, ...told }
}
export const delivery = (mail: TakenMail, timestamp: string) =>
  about(mail, 'Delivery', { delivery: { timestamp, recipients: [mail.to] } })
export const delay = (mail: TakenMail, timestamp: string) =>
  about(mail, 'DeliveryDelay', { deliveryDelay: { timestamp, delayedRecipients: [{ emailAddress: mail.to }] } })
export const complaint = (mail: TakenMail, timestamp: string) =>
  about(mail, 'Complaint', { complaint: { timestamp, complainedRecipients: [{ emailAddress: mail.to }] } })
export const bounce = (mail: TakenMail, bounceType: string, status: string) =>
  about(mail, 'Bounce', {
    bounce: {
      bounceType,
      bounceSubType: 'General',
      timestamp: after(SECOND),
      bouncedRecipients: [{ emailAddress: mail.to, status }],
    },
  })

const TOLD_AT = new Date(SENT_AT.getTime() + 20 * HOUR)
export const take = (event: unknown, messageId?: string) =>
  recordFeedback([{ ...notification(event, messageId), sentAt: TOLD_AT }])

type Figures = Record<string, number>

/** The figures of a shop: `provider day metric`, with what they come to. */
export async function figures({ tenantId }: { tenantId: number }): Promise<Figures> {
  const found = await db().query<{ key: string; amount: number }>(
    `SELECT concat_ws(' ', provider, day, metric) AS key, sum(amount)::int AS amount FROM provider_stats
     WHERE tenant_id = $1 GROUP BY 1 ORDER BY 1`,
    [tenantId],
  )
  return Object.fromEntries(found.rows.map(({ key, amount }) => [key, amount]))
}

const DAY = '2026-11-20'
export const NEXT_DAY = '2026-11-21'
export const key = (provider: Provider, metric: number, day = DAY) => `${PROVIDER[provider]} ${day} ${metric}`
export const SENT_TO_GOOGLE = { [key('google', METRIC.sent)]: 1 }

export async function expectNoDifference(): Promise<void> {
  expect(await recount()).toEqual([])
}
