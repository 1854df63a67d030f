// A mailing compiled once: its texts cut into what is the same for everybody and the holes between.
import {
  mailingCode,
  clickParts,
  joinParts,
  openParts,
  recipientSignature,
  recipientUrls,
} from '#app/tracking/links.server.ts'
import { HONEYPOT } from '#app/tracking/judge/suspects.ts'
import { replyAddress } from '#app/tracking/reply-address.server.ts'
import type { Email } from '#app/platform/ses/ses.server.ts'
import { closeDraft, type DraftOptions, type MailDraft, openDraft } from '#app/mail/draft.ts'
import { edit } from '#app/mail/edits/pipeline.ts'
import type { Field } from '#app/mail/placeholders.ts'
import type { LinkKind } from '#app/mail/source/scan.ts'
import { cutPlaceholders } from '#app/mail/edits/fill-placeholders.ts'
import { fill, type Filling, type Template } from '#app/mail/template.ts'
import { makeText } from '#app/mail/text/text-part.ts'

/** The values of utm_medium and utm_campaign. */
export type Utm = { medium: string; campaign: string }

/** What is sent, frozen when the mailing is made. */
export type MailContent = {
  tenantId: number
  mailingId: number
  subject: string
  preheader: string
  html: string
  trackOpens: boolean
  trackClicks: boolean
  /** Null when links get no UTM parameters. */
  utm: Utm | null
  /** Where the link leads that no reader sees; without it, or where clicks are not tracked, there is none. */
  honeypotUrl?: string | null
  sender: MailSender
}

export type MailSender = {
  fromName: string
  fromEmail: string
  replyTo: string | null
  /** Where replies come in, each at an address of its recipient's own; without it they go to `replyTo`. */
  replyDomain?: string | undefined
  postalAddress: string
  shopName: string
}

export type MailingLink = { linkNo: number; url: string; label: string; kind: LinkKind }

export type CompiledMail = {
  tenantId: number
  mailingId: number
  /** Names tenant and mailing in signed URLs. */
  code: string
  sender: MailSender
  subject: Template
  preheader: Template
  html: Template
  /** The same for who chose not to be tracked. */
  untrackedHtml: () => Template
  text: Template
  links: MailingLink[]
}

/** Whose data fill the holes. */
export type RecipientProfile = {
  memberId: bigint | string
  email: string | null
  firstName: string | null
  lastName: string | null
  points: number
  /** Chose not to be tracked: their e-mail has no pixel, and its links lead straight to where they lead. */
  untracked: boolean
}

export type RenderedMail = { subject: string; preheader: string; html: string; text: string }

export function compileMail(content: MailContent): CompiledMail {
  const { tenantId, mailingId, sender } = content
  const code = mailingCode(tenantId, mailingId)
  const draft = draftOf(content, code)
  const links = new Map<number, MailingLink>()
  for (const { linkNo, url, anchor } of draft.links) {
    // Of Outlook's double and the link itself, the one that most readers see names the link.
    if (!links.has(linkNo) || !anchor.conditional)
      links.set(linkNo, { linkNo, url, label: anchor.label, kind: anchor.kind })
  }
  return {
    tenantId,
    mailingId,
    code,
    sender,
    subject: cutPlaceholders(content.subject, 'plain'),
    preheader: cutPlaceholders(content.preheader, 'plain'),
    html: closeDraft(draft),
    untrackedHtml: once(() => closeDraft(draftOf({ ...content, trackOpens: false, trackClicks: false }, code, false))),
    text: makeText(content.html, draft.scan, sender.postalAddress),
    links: [...links.values()],
  }
}

function draftOf(content: MailContent, code: string, usesPseudonyms = true): MailDraft {
  const options: DraftOptions = {
    trackOpens: content.trackOpens,
    trackClicks: content.trackClicks,
    utm: content.utm,
    usesPseudonyms,
    postalAddress: content.sender.postalAddress,
    urls: {
      open: openParts(code),
      click: (linkNo, destination) => clickParts(code, linkNo, destination),
      honeypot: honeypotParts(content, code),
    },
  }
  return edit(openDraft(content.html, cutPlaceholders(content.preheader, 'text'), options))
}

/** Signed like the other links, and listed with none of them: no report, no UTM parameters, not one of the tracked. */
const honeypotParts = ({ trackClicks, honeypotUrl }: MailContent, code: string) =>
  trackClicks && honeypotUrl ? clickParts(code, HONEYPOT, { url: honeypotUrl, pseudonymAt: 0 }) : null

/** Most mailings go to nobody who needs it. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** Which of the times that a member gets a mailing, and which try to send it. */
export type Receipt = { sendNo: number; attempt: number }

const FIRST: Receipt = { sendNo: 0, attempt: 1 }

/** The e-mail as one member gets it. */
export function renderMail(mail: CompiledMail, profile: RecipientProfile & Partial<Receipt>): RenderedMail {
  return render(mail, profile, fillingFor(mail, { ...FIRST, ...profile }))
}

/** The e-mail as a sample for its author: nothing in it leads to a member. */
export function renderSample(mail: CompiledMail, profile: RecipientProfile): RenderedMail {
  const filling = fillingFor(mail, { ...FIRST, ...profile })
  return render(mail, profile, {
    ...filling,
    preferencesUrl: '#',
    fields: { ...filling.fields, unsubscribe_url: '#' },
  })
}

function render(mail: CompiledMail, profile: RecipientProfile, filling: Filling): RenderedMail {
  return {
    subject: fill(mail.subject, filling).replaceAll(/\s+/g, ' ').trim(),
    preheader: fill(mail.preheader, filling),
    html: fill(profile.untracked ? mail.untrackedHtml() : mail.html, filling),
    text: fill(mail.text, filling),
  }
}

function fillingFor({ tenantId, mailingId, code, sender }: CompiledMail, profile: RecipientProfile & Receipt): Filling {
  const { sendNo, attempt, memberId, email } = profile
  const recipient = recipientSignature(code, profile)
  const urls = recipientUrls({ tenantId, mailingId, sendNo, attempt, memberId, email })
  const fields: Record<Field, string> = {
    first_name: profile.firstName?.trim() ?? '',
    last_name: profile.lastName?.trim() ?? '',
    points: String(profile.points),
    shop_name: sender.shopName,
    unsubscribe_url: urls.unsubscribe,
  }
  return {
    fields,
    ...recipient,
    preferencesUrl: urls.preferences,
    clickUrl: (linkNo, destination) => joinParts(clickParts(code, linkNo, destination), recipient),
  }
}

/** The message for SES: the e-mail with its sender, the one-click headers and the tags that come back with each event. */
export function composeEmail(
  mail: CompiledMail,
  profile: RecipientProfile & Receipt & { email: string },
): Email & { html: string } {
  const { tenantId, mailingId, sender } = mail
  const filling = fillingFor(mail, profile)
  const { subject, html, text } = render(mail, profile, filling)
  return {
    from: { name: sender.fromName, address: sender.fromEmail },
    replyTo: sender.replyDomain
      ? replyAddress({ tenantId, mailingId, ...profile }, sender.replyDomain)
      : sender.replyTo,
    to: profile.email,
    subject,
    html,
    text,
    // https://www.rfc-editor.org/rfc/rfc8058#section-3.1; AWS wants List-Unsubscribe first.
    headers: [
      { name: 'List-Unsubscribe', value: `<${filling.fields.unsubscribe_url}>` },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    ],
    tags: {
      format: '1',
      tenant_id: String(tenantId),
      mailing_id: String(mailingId),
      send_no: String(profile.sendNo),
      attempt: String(profile.attempt),
      member_id: String(profile.memberId),
    },
  }
}
