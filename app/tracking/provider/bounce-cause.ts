// Why a mail bounced, in the few kinds that a sender acts on differently. SES's own word where it has one, else the enhanced
// status code of the receiving server: https://www.rfc-editor.org/rfc/rfc3463, and the registry it began,
// https://www.iana.org/assignments/smtp-enhanced-status-codes

/** Codes of `recipients.bounce_cause`: stored, so never renumbered. */
export const BOUNCE_CAUSE = {
  other: 0,
  /** There is no such mailbox, or it is closed. */
  noMailbox: 1,
  mailboxFull: 2,
  /** Turned away for who sends, how much, or what it looks like. */
  blocked: 3,
  /** SPF, DKIM or DMARC did not pass. */
  unauthenticated: 4,
  content: 5,
  tooLarge: 6,
  /** No such domain, no route, or no answer in time. */
  unreachable: 7,
} as const

export type BounceCause = keyof typeof BOUNCE_CAUSE
export type BounceCauseCode = (typeof BOUNCE_CAUSE)[BounceCause]

export const BOUNCE_CAUSE_LABELS: Record<BounceCause, string> = {
  other: 'Another reason',
  noMailbox: 'No such mailbox',
  mailboxFull: 'Mailbox full',
  blocked: 'Blocked',
  unauthenticated: 'Not authenticated',
  content: 'Content refused',
  tooLarge: 'Too large',
  unreachable: 'Mail server not reached',
}

/** https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types; General says nothing. */
const BY_SUB_TYPE: Record<string, BounceCause> = {
  NoEmail: 'noMailbox',
  MailboxFull: 'mailboxFull',
  MessageTooLarge: 'tooLarge',
  ContentRejected: 'content',
  AttachmentRejected: 'content',
  CustomTimeoutExceeded: 'unreachable',
}

const BY_CODE: Record<string, BounceCause> = {
  // Gmail's mailbox that gets too much just now, and Microsoft's that is not in the directory:
  // https://learn.microsoft.com/exchange/mail-flow-best-practices/use-directory-based-edge-blocking
  '4.2.1': 'other',
  '5.4.1': 'noMailbox',
  '1.0': 'other',
  '1.2': 'unreachable',
  '1.7': 'other',
  '1.8': 'other',
  '1.10': 'unreachable',
  '2.0': 'other',
  '2.2': 'mailboxFull',
  '2.3': 'tooLarge',
  '2.4': 'other',
  '3.1': 'mailboxFull',
  '3.4': 'tooLarge',
  // RFC 7372 and, from 7.26 on, what came after it. 7.515 is Microsoft's, for large senders without all three.
  '7.20': 'unauthenticated',
  '7.21': 'unauthenticated',
  '7.22': 'unauthenticated',
  '7.23': 'unauthenticated',
  '7.24': 'unauthenticated',
  '7.26': 'unauthenticated',
  '7.29': 'unauthenticated',
  '7.509': 'unauthenticated',
  '7.515': 'unauthenticated',
}

const BY_SUBJECT: Record<string, BounceCause> = {
  '1': 'noMailbox',
  '2': 'noMailbox',
  '4': 'unreachable',
  '6': 'content',
  '7': 'blocked',
}

/** Not part of an address of the internet or of a version with four numbers. */
const CODE = /(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)/

export type BounceTold = { subType: string | null; status: string | null; diagnostic: string | null }

/** The cause of a bounce, from all that SES tells of it. */
export function bounceCause({ subType, status, diagnostic }: BounceTold): BounceCause {
  const named = subType !== null && Object.hasOwn(BY_SUB_TYPE, subType) ? BY_SUB_TYPE[subType] : undefined
  return named ?? causeByCode(status) ?? causeByCode(diagnostic) ?? 'other'
}

/** Null where there is no code, or one that says nothing. */
function causeByCode(text: string | null): BounceCause | null {
  const [, kind = '', subject = '', detail = ''] = CODE.exec(text ?? '') ?? []
  const ofSubject = `${subject}.${detail}`
  const told = BY_CODE[`${kind}.${ofSubject}`] ?? BY_CODE[ofSubject] ?? BY_SUBJECT[subject] ?? 'other'
  return told === 'other' ? null : told
}
