// What a campaign is shown with before it is sent: a reader who does not exist, and links that lead to nobody.
import type { MailContent, RecipientProfile } from '#app/sending/compile.server.ts'
import type { CampaignDraft } from '../draft.ts'
import type { ShopSender } from './sender.server.ts'

export type Message = Pick<CampaignDraft, 'subject' | 'preheader' | 'html'>

export const SAMPLE: RecipientProfile = {
  memberId: 0n,
  email: 'sarah.jones@mail.example.com',
  firstName: 'Sarah',
  lastName: 'Jones',
  points: 1250,
  untracked: false,
}
const NO_ADDRESS = 'Your postal address'

/** A message as it is compiled for its author: untracked, and with a word in place of a postal address that is missing. */
export function contentOf(tenantId: number, sender: ShopSender, { subject, preheader, html }: Message): MailContent {
  const postalAddress = sender.postalAddress ?? NO_ADDRESS
  const untracked = { trackOpens: false, trackClicks: false, utm: null }
  return { tenantId, mailingId: 0, subject, preheader, html, ...untracked, sender: { ...sender, postalAddress } }
}
