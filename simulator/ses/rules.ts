// What SES refuses before it accepts a message. Pure: the account's state comes in as a value.
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageHeader.html, API_MessageTag.html, dg/quotas.html
import { parseAddress } from './address.ts'
import { isMailboxSimulator } from './behaviour.ts'
import { refuse, type Refusal } from './refusal.ts'
import { allRecipients, type MailHeader, type OutgoingMail } from './shapes.ts'

export interface AccountRules {
  region: string
  /** Verified domains and addresses, in lower case. */
  verifiedIdentities: ReadonlySet<string>
  configurationSets: ReadonlyMap<string, { sendingEnabled: boolean }>
  sendingEnabled: boolean
  /** False is the sandbox: only verified recipients. */
  productionAccess: boolean
}

const MAX_RECIPIENTS = 50
const MAX_HEADERS = 15
const MAX_MESSAGE_BYTES = 40 * 1024 * 1024
const RESERVED_HEADERS = new Set([
  'bcc',
  'cc',
  'content-disposition',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'reply-to',
  'return-path',
  'subject',
  'to',
])

/** The best known of https://docs.aws.amazon.com/ses/latest/dg/mime-types.html. */
const BANNED_FILES = new Set(
  'ade bat chm cmd com cpl exe hta js jse lnk msi pif ps1 reg scr vb vbe vbs wsf wsh'.split(' '),
)

/** The first reason for which SES refuses this message of this account, or null. */
export function findRefusal(mail: OutgoingMail, account: AccountRules): Refusal | null {
  return (
    refusedContent(mail) ??
    refusedAttachments(mail) ??
    refusedTags(mail.tags) ??
    refusedHeaders(mail.headers) ??
    refusedRecipients(mail) ??
    refusedConfigurationSet(mail.configurationSet, account) ??
    refusedIdentity(mail, account) ??
    (account.sendingEnabled ? null : refuse('SendingPausedException', 'Email sending is disabled for this account.'))
  )
}

function refusedContent(mail: OutgoingMail): Refusal | null {
  if (/[\r\n]/.test(mail.subject)) return bad('Subject must not contain a line break.')
  if (!mail.html && !mail.text) return bad('Body must have an Html or a Text part that is not empty.')
  // base64 is the longest encoding that SES may choose for the parts.
  const attached = mail.attachments.reduce((sum, { bytes: each }) => sum + each, 0)
  const bytes = (Buffer.byteLength(mail.html ?? '') + Buffer.byteLength(mail.text ?? '') + attached) * (4 / 3)
  return bytes > MAX_MESSAGE_BYTES ? bad(`Message length is more than ${MAX_MESSAGE_BYTES} bytes long.`) : null
}

function refusedAttachments({ attachments }: OutgoingMail): Refusal | null {
  for (const { name } of attachments) {
    if (name === '' || name.length > 255) return bad('Attachment file name must have 1 to 255 characters.')
    if (BANNED_FILES.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase()))
      return bad(`Unsupported attachment type: ${name}`)
  }
  return null
}

function refusedTags(tags: Record<string, string>): Refusal | null {
  for (const [name, value] of Object.entries(tags)) {
    const wrong = [name, value].find((part) => !/^[A-Za-z0-9_-]{1,256}$/.test(part))
    if (wrong !== undefined) {
      return bad(
        `Invalid email tag <${wrong.slice(0, 300)}>: only 1 to 256 alphanumeric ASCII characters, '_' and '-' are allowed.`,
      )
    }
  }
  return null
}

function refusedHeaders(headers: MailHeader[]): Refusal | null {
  if (headers.length > MAX_HEADERS) return bad(`Number of headers must not be over ${MAX_HEADERS}.`)
  const seen = new Set<string>()
  for (const { name, value } of headers) {
    const key = name.toLowerCase()
    if (!/^[\x21-\x39\x3b-\x7e]{1,126}$/.test(name)) return bad(`Invalid header name <${name.slice(0, 200)}>.`)
    if (RESERVED_HEADERS.has(key)) return bad(`Header <${name}> is not allowed.`)
    if (seen.has(key)) return bad(`Duplicate header <${name}>.`)
    if (!/^[\x20-\x7e]{1,995}$/.test(value))
      return bad(`Invalid value of header <${name}>: 1 to 995 printable ASCII characters.`)
    if (name.length + value.length > 996) return bad(`Header <${name}> is longer than 996 characters.`)
    seen.add(key)
  }
  return null
}

function refusedRecipients(mail: OutgoingMail): Refusal | null {
  const recipients = allRecipients(mail)
  if (recipients.length === 0) return bad('Destination must name at least one recipient.')
  if (recipients.length > MAX_RECIPIENTS) return bad(`Recipient count exceeds ${MAX_RECIPIENTS}.`)
  for (const text of [mail.from, ...recipients, ...mail.replyTo]) {
    const parsed = parseAddress(text)
    if (typeof parsed === 'string') return bad(`${parsed}.`)
  }
  return null
}

function refusedConfigurationSet(name: string | null, account: AccountRules): Refusal | null {
  if (name === null) return null
  const set = account.configurationSets.get(name)
  if (!set) return refuse('NotFoundException', `Configuration set <${name}> does not exist.`)
  return set.sendingEnabled
    ? null
    : refuse('SendingPausedException', `Email sending is disabled for configuration set <${name}>.`)
}

function refusedIdentity(mail: OutgoingMail, account: AccountRules): Refusal | null {
  const recipients = account.productionAccess ? [] : allRecipients(mail).filter((text) => !isMailboxSimulator(text))
  const failed = [mail.from, ...recipients].filter((text) => !isVerified(text, account.verifiedIdentities))
  if (failed.length === 0) return null
  return refuse(
    'MessageRejected',
    `Email address is not verified. The following identities failed the check in region ${account.region.toUpperCase()}: ${failed.join(', ')}`,
  )
}

function isVerified(text: string, identities: ReadonlySet<string>): boolean {
  const parsed = parseAddress(text)
  if (typeof parsed === 'string') return false
  if (identities.has(parsed.address.toLowerCase())) return true
  // A verified domain covers its subdomains.
  const labels = parsed.domain.split('.')
  return labels.some((_, index) => identities.has(labels.slice(index).join('.')))
}

function bad(message: string): Refusal {
  return refuse('BadRequestException', message)
}
