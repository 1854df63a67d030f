// What SES refuses, in a merchant's words with what to do about it. SES's own sentence is kept beside them, for whoever
// runs the app. Names: https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html

export type SesRefusal = {
  /** The exception's name; empty where only its text was kept. */
  name: string
  reason: string
}

export type SesTrouble =
  | 'sender-unverified'
  | 'sandbox'
  | 'mail-from'
  | 'suspended'
  | 'paused'
  | 'configuration-set'
  | 'not-allowed'
  | 'credentials'
  | 'address'
  | 'too-large'
  | 'content'
  | 'other'

const IDENTITIES_FAILED = 'identities failed the check'

/**
 * By the exception's name first, which is all the code that SES gives; its text decides where one name is given for several
 * troubles (MessageRejected: unverified senders, sandbox, content; BadRequestException: address, size), or the name was not kept.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors
 */
const NAMES: Partial<Record<string, SesTrouble>> = {
  MailFromDomainNotVerifiedException: 'mail-from',
  AccountSuspendedException: 'suspended',
  SendingPausedException: 'paused',
  NotFoundException: 'configuration-set',
  AccessDeniedException: 'not-allowed',
  ExpiredTokenException: 'credentials',
  ExpiredToken: 'credentials',
  InvalidSignatureException: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  IncompleteSignatureException: 'credentials',
  MissingAuthenticationTokenException: 'credentials',
  InvalidClientTokenId: 'credentials',
  UnrecognizedClientException: 'credentials',
  CredentialsProviderError: 'credentials',
}

const TEXTS: [string, SesTrouble][] = [
  ['mail from domain', 'mail-from'],
  ['account is suspended', 'suspended'],
  ['account has been suspended', 'suspended'],
  ['sending is disabled', 'paused'],
  ['sending is paused', 'paused'],
  ['switched off sending', 'paused'],
  ['configuration set', 'configuration-set'],
  ['not authorized to perform', 'not-allowed'],
  ['access denied', 'not-allowed'],
  ['security token', 'credentials'],
  ['signature', 'credentials'],
  ['credentials', 'credentials'],
  ['message length', 'too-large'],
  ['message is too large', 'too-large'],
  ['maximum message size', 'too-large'],
  ['local part', 'address'],
  ['local address', 'address'],
  ['domain name', 'address'],
  ['domain contains', 'address'],
  ['domain starts', 'address'],
  ['domain ends', 'address'],
  ['@domain', 'address'],
  ['missing final', 'address'],
  ['user name', 'address'],
  ['email address', 'address'],
  ['illegal address', 'address'],
  ['invalid address', 'address'],
]

/** What is wrong, by the answer of SES; `sender` tells an unverified sender from a recipient whom the sandbox refuses. */
export function troubleOf({ name, reason }: SesRefusal, sender: string): SesTrouble {
  const text = reason.toLowerCase()
  if (text.includes('not verified') && !text.includes('mail from')) return unverified(text, sender)
  const named = NAMES[name]
  if (named) return named
  const told = TEXTS.find(([words]) => text.includes(words))?.[1]
  if (told) return told
  return name === 'MessageRejected' ? 'content' : 'other'
}

/** https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html: in the sandbox recipients must be verified, too. */
function unverified(text: string, sender: string): SesTrouble {
  const from = text.indexOf(IDENTITIES_FAILED)
  return from < 0 || text.includes(sender.toLowerCase(), from) ? 'sender-unverified' : 'sandbox'
}

type Words = { says: string; todo: string }

const OPERATOR = 'Tell whoever runs Glancito for you'

const WORDS: Record<SesTrouble, (sender: string) => Words> = {
  'sender-unverified': (sender) => ({
    says: `Amazon SES doesn’t accept emails from ${sender}, because neither the address nor its domain is verified there.`,
    todo: 'Verify it in Amazon SES, or enter another sender email in Settings.',
  }),
  sandbox: () => ({
    says: 'This Amazon SES account is still in the sandbox, so it only sends to verified addresses.',
    todo: 'Request production access in the SES console, under Account dashboard.',
  }),
  'mail-from': (sender) => ({
    says: `The MAIL FROM domain that Amazon SES uses for ${sender} isn’t verified.`,
    todo: 'Add its MX and SPF records from the SES console to your domain, or choose another sender in Settings.',
  }),
  suspended: () => ({
    says: 'Amazon has suspended this Amazon SES account, so nothing can be sent from it.',
    todo: 'Check the SES console and the account’s mailbox for a message from Amazon, and reply to it.',
  }),
  paused: () => ({
    says: 'Sending is turned off for this Amazon SES account.',
    todo: 'Find the reason on the account dashboard in the SES console, and turn sending back on.',
  }),
  'configuration-set': () => ({
    says: 'Amazon SES doesn’t know Glancito’s configuration set.',
    todo: `${OPERATOR}: SES_CONFIGURATION_SET must name one in this account and region.`,
  }),
  'not-allowed': () => ({
    says: 'This installation’s AWS key isn’t allowed to send emails from this address.',
    todo: `${OPERATOR}: the key needs the permissions listed in the README.`,
  }),
  credentials: () => ({
    says: 'Amazon SES doesn’t accept this installation’s AWS key.',
    todo: `${OPERATOR}: the key is missing, wrong, or expired.`,
  }),
  address: () => ({
    says: 'Amazon SES doesn’t accept this address as it’s written.',
    todo: 'Correct the address in Shopify.',
  }),
  'too-large': () => ({
    says: 'The email is larger than Amazon SES allows.',
    todo: 'Make it smaller: use fewer or smaller images.',
  }),
  content: () => ({
    says: 'Amazon SES rejected the email’s content.',
    todo: 'Look for links, words, or images that a virus or spam scanner may reject.',
  }),
  other: () => ({
    says: 'Amazon SES didn’t accept the email.',
    todo: `Try again in a few minutes. If it keeps happening, ${OPERATOR.toLowerCase()} what Amazon SES wrote.`,
  }),
}

/** What a merchant reads of a trouble: what it is, and what to do now. */
export const troubleWords = (trouble: SesTrouble, sender: string): Words => WORDS[trouble](sender)

/** An answer of SES as one text for the merchant. */
export function refusalWords(refusal: SesRefusal, sender: string): string {
  const { says, todo } = troubleWords(troubleOf(refusal, sender), sender)
  return `${says} ${todo}`
}
