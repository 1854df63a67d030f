// What keeps a campaign from being sent, and what its author should think about: asked by the editor and, once more, by the start.
import { clock } from '#app/platform/clock.server.ts'
import { type SenderCheck, senderDoubt, senderProblem } from '#app/platform/ses/ses-sender.ts'
import { checkHtml, checkSize } from '#app/mail/check/check.ts'
import { lineProblems } from '#app/mail/check/check-placeholders.ts'
import { compileMail, type MailingLink, renderMail } from '#app/sending/compile.server.ts'
import { exampleLinks } from '#app/mail/check/example-links.ts'
import { findSegment } from '#app/segments/segments.server.ts'
import { countStarted } from '../campaigns.server.ts'
import type { CampaignDraft } from '../draft.ts'
import { hintsOf } from './hints.ts'
import { NOT_COMPILABLE } from '#app/sending/problems.ts'
import { contentOf, SAMPLE } from './sample.server.ts'
import type { ShopSender } from './sender.server.ts'
import { findStorefront } from './storefront.server.ts'

/** As long as it can get: links with signatures, footer and all. */
const LONGEST = { ...SAMPLE, memberId: 9_999_999_999_999n }
const LONGEST_UTM = { medium: 'email', campaign: '9999999999' }
const LONG_STORE_URL = `https://${'x'.repeat(60)}.example/`

const MONTH_MS = 30 * 86_400_000

/** The e-mail of a draft as the start would make it: how large it can get, and why it can not be made. */
type Made = { bytes: number; problems: string[]; links: MailingLink[] }

/** What keeps a campaign from being sent, as its author reads it; the list is empty when nothing does. */
export function campaignProblems(
  tenantId: number,
  draft: CampaignDraft,
  sender: ShopSender,
  made: Made = madeOf(tenantId, draft, sender),
): string[] {
  const { unsafe, problems } = checkHtml(draft.html)
  return [
    ...(draft.subject.trim() === '' ? ['Write a subject.'] : lineProblems(draft.subject)),
    ...lineProblems(draft.preheader),
    ...(draft.html.trim() === '' ? ['Add the HTML of the email.'] : [...unsafe, ...problems]),
    ...made.problems,
    ...(draft.segmentId === null ? ['Choose a segment.'] : []),
    ...addressProblems(sender),
  ]
}

/** https://www.law.cornell.edu/uscode/text/15/7704 (a)(5): no marketing e-mail without the sender's postal address. */
export function addressProblems({ postalAddress }: ShopSender): string[] {
  return postalAddress?.trim() ? [] : ['Enter your postal address in Settings: every marketing email must show it.']
}

/** What SES's word about the sender keeps from being sent. */
export function senderProblems(check: SenderCheck, { fromEmail }: ShopSender): string[] {
  return some(senderProblem(check, fromEmail))
}

/** What to know when SES could not be asked. */
export function senderWarnings(check: SenderCheck, { fromEmail }: ShopSender): string[] {
  return some(senderDoubt(check, fromEmail))
}

const some = (text: string | null) => (text === null ? [] : [text])

/** What can be sent, but should be thought about. */
export async function draftWarnings(tenantId: number, draft: CampaignDraft, made: Made): Promise<string[]> {
  return [
    ...checkHtml(draft.html).warnings,
    ...exampleLinks(draft.html, await findStorefront(tenantId)),
    ...checkSize(made.bytes),
  ]
}

/** What may make it do better. */
export async function draftHints(
  tenantId: number,
  { subject, segmentId }: CampaignDraft,
  made: Made,
): Promise<string[]> {
  const segment = segmentId === null ? null : await findSegment(tenantId, segmentId)
  const since = new Date(clock.now().getTime() - MONTH_MS)
  const campaignsThisMonth = segment ? await countStarted(tenantId, segment.segmentId, since) : 0
  return hintsOf({
    subject,
    segment: segment && { hasRules: segment.rules.rules.length > 0, campaignsThisMonth },
    links: made.links,
  })
}

/** Makes the e-mail once: what can not be made is a problem of the draft, and never of the page that shows it. */
export function madeOf(tenantId: number, draft: CampaignDraft, sender: ShopSender): Made {
  // Said by the check of the HTML; not even a preview is made of it.
  if (checkHtml(draft.html).tooMuch !== null) return { bytes: 0, problems: [], links: [] }
  try {
    const { trackOpens, trackClicks } = draft
    const utm = draft.utm ? LONGEST_UTM : null
    const tracked = { trackOpens, trackClicks, utm, honeypotUrl: LONG_STORE_URL }
    const mail = compileMail({ ...contentOf(tenantId, sender, draft), ...tracked })
    const bytes = Buffer.byteLength(renderMail(mail, LONGEST).html)
    return { bytes, problems: [], links: mail.links }
  } catch {
    return { bytes: 0, problems: [NOT_COMPILABLE], links: [] }
  }
}
