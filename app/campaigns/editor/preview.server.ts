// A campaign as its readers will see it, before it is sent: the same pipeline, without tracking and without a live link.
import { findMember, type MemberId } from '#app/members/core/members.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { checkSender } from '#app/platform/ses/ses-identity.server.ts'
import { compileMail, type RenderedMail, renderSample } from '#app/sending/compile.server.ts'
import { checkHtml } from '#app/mail/check/check.ts'
import {
  campaignProblems,
  draftHints,
  draftWarnings,
  madeOf,
  senderProblems,
  senderWarnings,
} from '../send/checks.server.ts'
import type { CampaignDraft } from '../draft.ts'
import { shopProblems } from '../send/readiness.server.ts'
import { contentOf, type Message, SAMPLE } from '../send/sample.server.ts'
import { getSender, type ShopSender } from '../send/sender.server.ts'

export type Preview = RenderedMail & {
  /** What keeps the campaign from being sent. */
  problems: string[]
  warnings: string[]
  /** What may make it do better. */
  hints: string[]
}

const NOTHING: RenderedMail = { subject: '', preheader: '', html: '', text: '' }

/** The e-mail as one member would get it, or a sample reader when none is named. HTML that no e-mail can be made of shows nothing. */
export async function previewCampaign(tenantId: number, draft: CampaignDraft, memberId?: MemberId): Promise<Preview> {
  const sender = await getSender(tenantId)
  const made = madeOf(tenantId, draft, sender)
  const [rendered, check, held, warnings, hints] = await Promise.all([
    renderFor(tenantId, sender, draft, memberId).catch(() => NOTHING),
    checkSender(sender.fromEmail),
    shopProblems(db(), tenantId),
    draftWarnings(tenantId, draft, made),
    draftHints(tenantId, draft, made),
  ])
  const problems = [...campaignProblems(tenantId, draft, sender, made), ...senderProblems(check, sender), ...held]
  return { ...rendered, problems, warnings: [...senderWarnings(check, sender), ...warnings], hints }
}

/** @throws when no e-mail can be made of the HTML, or it is larger than what is made into one. */
export async function renderFor(tenantId: number, sender: ShopSender, message: Message, memberId?: MemberId) {
  const { tooMuch } = checkHtml(message.html)
  if (tooMuch !== null) throw new Error(tooMuch)
  const member = memberId === undefined ? null : await findMember(tenantId, memberId)
  return renderSample(compileMail(contentOf(tenantId, sender, message)), { ...SAMPLE, ...member })
}
