// A campaign as its readers will see it, before it is sent: the same pipeline, without tracking and without a live link.
import { findMember, type MemberId } from '#app/members/members.server.ts'
import { db } from '#app/platform/db.server.ts'
import { type Email, sendEmail } from '#app/platform/ses.server.ts'
import { checkHtml, checkSize, unknownIn } from '#app/sending/check.ts'
import { compileMail, type Reader, renderMail, type RenderedMail, renderSample } from '#app/sending/compile.server.ts'
import { overLimits } from '#app/sending/limits.ts'
import type { CampaignDraft } from './draft.ts'
import { shopProblems } from './readiness.server.ts'
import { getSender, type ShopSender } from './sender.server.ts'

export type Preview = RenderedMail & {
  /** What keeps the campaign from being sent. */
  problems: string[]
  warnings: string[]
}

const SAMPLE: Reader = {
  memberId: 0n,
  email: 'sarah.jones@mail.example.com',
  firstName: 'Sarah',
  lastName: 'Jones',
  points: 1250,
  openTracking: 'UNKNOWN',
}
const NO_ADDRESS = 'Your postal address'

type Message = Pick<CampaignDraft, 'subject' | 'preheader' | 'html'>

/** The e-mail as one member would get it, or a sample reader when none is named. */
export async function previewCampaign(tenantId: number, draft: CampaignDraft, memberId?: MemberId): Promise<Preview> {
  const sender = await getSender(tenantId)
  const rendered = await renderFor(tenantId, sender, draft, memberId)
  const problems = [...campaignProblems(draft, sender), ...(await shopProblems(db(), tenantId))]
  return { ...rendered, problems, warnings: warningsOf(draft, tenantId, sender) }
}

/** What keeps a campaign from being sent, as its author reads it; the list is empty when nothing does. */
export function campaignProblems(draft: CampaignDraft, sender: ShopSender): string[] {
  const { unsafe, problems } = checkHtml(draft.html)
  return [
    ...(draft.subject.trim() === '' ? ['Write a subject.'] : unknownIn(draft.subject)),
    ...unknownIn(draft.preheader),
    ...(draft.html.trim() === '' ? ['Add the HTML of the e-mail.'] : [...unsafe, ...problems]),
    ...(draft.segmentId === null ? ['Choose a segment.'] : []),
    ...(sender.postalAddress?.trim()
      ? []
      : ['Enter your postal address under Settings: each marketing e-mail must show it.']),
  ]
}

function warningsOf(draft: CampaignDraft, tenantId: number, sender: ShopSender): string[] {
  if (overLimits(draft.html) !== null) return []
  const mail = compileMail({ ...contentOf(tenantId, sender, draft), ...draft })
  // As long as it can get: links with signatures, footer and all.
  const bytes = Buffer.byteLength(renderMail(mail, { ...SAMPLE, memberId: 9_999_999_999_999n }).html)
  return [...checkHtml(draft.html).warnings, ...checkSize(bytes)]
}

function contentOf(tenantId: number, sender: ShopSender, { subject, preheader, html }: Message) {
  const postalAddress = sender.postalAddress ?? NO_ADDRESS
  const untracked = { trackOpens: false, trackClicks: false, utm: false }
  return { tenantId, campaignId: 0, subject, preheader, html, ...untracked, sender: { ...sender, postalAddress } }
}

async function renderFor(tenantId: number, sender: ShopSender, message: Message, memberId?: MemberId) {
  // Said among the problems; not even a preview is made of it.
  if (overLimits(message.html) !== null)
    return { subject: message.subject, preheader: message.preheader, html: '', text: '' }
  const member = memberId === undefined ? null : await findMember(tenantId, memberId)
  return renderSample(compileMail(contentOf(tenantId, sender, message)), member ?? SAMPLE)
}

export type TestOutcome = { ok: true } | { ok: false; problem: string }

/** Sends a campaign to its author: no tracking, no unsubscribe link that works, and nothing that counts anywhere. */
export async function sendTestMail(
  tenantId: number,
  message: Message,
  { address, memberId }: { address: string; memberId?: MemberId | undefined },
): Promise<TestOutcome> {
  const tooMuch = overLimits(message.html)
  if (tooMuch !== null) return { ok: false, problem: tooMuch }
  const sender = await getSender(tenantId)
  const { subject, html, text } = await renderFor(tenantId, sender, message, memberId)
  const email: Email = {
    from: { name: sender.fromName, address: sender.fromEmail },
    replyTo: sender.replyTo,
    to: address,
    subject: `[Test] ${subject}`,
    html,
    text,
    headers: [],
    tags: { tenant_id: String(tenantId), purpose: 'test' },
  }
  const outcome = await sendEmail(email)
  switch (outcome.kind) {
    case 'sent':
      return { ok: true }
    case 'refused':
    case 'stopped':
      return { ok: false, problem: `Amazon SES did not take the e-mail: ${outcome.reason}` }
    case 'throttled':
    case 'quota':
      return { ok: false, problem: 'Amazon SES takes no more e-mails right now. Try again in a few minutes.' }
    case 'not-sent':
      return { ok: false, problem: 'Amazon SES could not be reached. Try again in a few minutes.' }
    case 'unknown':
      return { ok: false, problem: 'Amazon SES gave no clear answer: look whether the e-mail has arrived.' }
  }
}
