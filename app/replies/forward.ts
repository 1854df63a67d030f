// A reply as the shop gets it: what the customer wrote, in an e-mail of ours that is answered to the customer.
import type { Attachment, Email as ParsedMail } from 'postal-mime'
import type { Email, EmailAttachment } from '#app/platform/ses/ses.server.ts'
import { oneLine, sesAddress } from '#app/platform/text/mail-address.ts'
import { clean, tidy } from '#app/platform/text/tidy.ts'
import { FORWARDED_HEADER } from './automatic.ts'
import { addressesOf } from './headers.ts'
import { withoutOurLinks } from './our-links.ts'

export type Envelope = {
  /** The shop's mailbox. */
  to: string
  /** Ours. */
  from: string
  /** Where the links of our e-mails lead. */
  origin: string
}

const LONGEST_NAME = 60
const LONGEST_SUBJECT = 500
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Attachment.html
const LONGEST_FILE_NAME = 200
const LONGEST_CONTENT_ID = 78
/** Of a header's value SES takes 995 characters. */
const LONGEST_REFERENCES = 900
const MESSAGE_ID = /<[\x21-\x3b=\x3f-\x7e]{1,250}>/g
const MIME_TYPE = /^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,100}$/

/** The e-mail that hands a reply on: subject, text, HTML and attachments are the customer's. */
export function composeForward(reply: ParsedMail, envelope: Envelope): Omit<Email, 'tags'> {
  const { origin } = envelope
  const html = reply.html === undefined ? null : clean(withoutOurLinks(reply.html, 'html', origin))
  const text = clean(withoutOurLinks(reply.text ?? '', 'text', origin))
  return {
    ...headOf(reply, envelope),
    // SES takes no e-mail without a body.
    text: text.trim() === '' ? '(This reply has no text.)' : text,
    html,
    attachments: reply.attachments.map(toAttachment),
  }
}

/** The same as text alone, where SES takes no more; what is left out is named. */
export function textAlone({ attachments = [], ...email }: Omit<Email, 'tags'>): Omit<Email, 'tags'> {
  const names = attachments.map(({ fileName }) => `\n- ${fileName}`).join('')
  const left = names === '' ? '' : ` Left out:${names}\nReply to the customer to ask for the attachments.`
  const note = `Amazon SES didn’t accept this reply as written, so only its text is forwarded.${left}`
  return { ...email, html: null, text: `${email.text.trimEnd()}\n\n--\n${note}` }
}

/** A reply of which only the head can be read goes on as it came, in a file. */
export function composeUnread(head: ParsedMail, raw: Uint8Array, envelope: Envelope): Omit<Email, 'tags'> {
  return {
    ...headOf(head, envelope),
    text: 'This reply came in a form that Glancito can’t read. It’s attached as it came.',
    html: null,
    attachments: [{ fileName: 'reply.eml', contentType: 'message/rfc822', content: raw, contentId: null }],
  }
}

function headOf(reply: ParsedMail, { from, to }: Envelope) {
  const writer = reply.from?.address ?? ''
  const answerTo = [...(reply.replyTo ?? []).flatMap(addressesOf), ...(reply.from ? addressesOf(reply.from) : [])]
  const name = tidy(oneLine(reply.from?.name ?? ''), LONGEST_NAME) || tidy(writer, LONGEST_NAME) || 'A customer'
  return {
    from: { name: `${name} via Glancito`, address: from },
    replyTo: answerTo.find((address) => sesAddress(address) !== null) ?? null,
    to,
    subject: tidy(oneLine(reply.subject ?? ''), LONGEST_SUBJECT) || '(no subject)',
    headers: [{ name: FORWARDED_HEADER, value: 'reply' }, ...referencesOf(reply)],
  }
}

/** By these the customer's mail app knows the shop's answer for one to what they wrote. */
function referencesOf({ references = '', messageId = '' }: ParsedMail): Email['headers'] {
  const ids = [...references.slice(-LONGEST_REFERENCES).matchAll(MESSAGE_ID), ...messageId.matchAll(MESSAGE_ID)]
  const kept: string[] = []
  let length = 0
  for (const [id] of ids.toReversed()) {
    length += id.length + 1
    if (length <= LONGEST_REFERENCES) kept.unshift(id)
  }
  return kept.length > 0 ? [{ name: 'References', value: kept.join(' ') }] : []
}

function toAttachment({ filename, mimeType, content, contentId, related }: Attachment, index: number): EmailAttachment {
  const id = oneLine(contentId ?? '').replaceAll(/[<>]/g, '')
  return {
    fileName: oneLine(clean(filename ?? '')).slice(-LONGEST_FILE_NAME) || `attachment-${index + 1}`,
    contentType: MIME_TYPE.test(mimeType) ? mimeType : 'application/octet-stream',
    content: typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content),
    contentId: related && id !== '' && id.length <= LONGEST_CONTENT_ID && /^[\x21-\x7e]+$/.test(id) ? id : null,
  }
}
