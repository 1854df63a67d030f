// What SES made of a message, as the pipeline must know it: every failure belongs to exactly one outcome. Error names and
// texts: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors and
// https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html

export type SendOutcome =
  | { kind: 'sent'; messageId: string }
  /** Not sent: the rate is too high. */
  | { kind: 'throttled' }
  /** Not sent: the quota of 24 hours is used up; the account must wait. */
  | { kind: 'quota' }
  /** Not sent, and nothing else will be: the account, the sender or the configuration is at fault. */
  | { kind: 'stopped'; reason: string; name: string }
  /** Not sent: this message or its address is at fault. */
  | { kind: 'refused'; reason: string; name: string }
  /** Not sent: no byte of the message reached SES. */
  | { kind: 'not-sent'; reason: string }
  /** SES may or may not have the message: it must never be sent again. */
  | { kind: 'unknown'; reason: string }

type Failure = { name: string; message: string; code: string; syscall: string; status: number | undefined }

const THROTTLED = new Set(['TooManyRequestsException', 'ThrottlingException', 'Throttling', 'RequestThrottled'])
const STOPPED = new Set([
  'AccountSuspendedException',
  'SendingPausedException',
  'MailFromDomainNotVerifiedException',
  'NotFoundException',
  'AccessDeniedException',
  'ExpiredTokenException',
  'ExpiredToken',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignatureException',
  'MissingAuthenticationTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'CredentialsProviderError',
])
const UNREACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])
const TLS = /^(ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(VERIFY|GET)_)/
const BEFORE_TLS = 'before secure TLS connection was established'
const NEVER_CONNECTED = 'did not establish a connection'

/** Sorts what the SDK threw into an outcome. Whatever is not known to be harmless is `unknown`. */
export function classifyFailure(error: unknown): Exclude<SendOutcome, { kind: 'sent' }> {
  const failure = readFailure(error)
  const { name, message, status } = failure
  const reason = message || name
  if (/daily message quota/i.test(message) || name === 'LimitExceededException') return { kind: 'quota' }
  if (THROTTLED.has(name) || status === 429 || /maximum sending rate/i.test(message)) return { kind: 'throttled' }
  if (STOPPED.has(name) || (name === 'MessageRejected' && /not verified/i.test(message)))
    return { kind: 'stopped', reason, name }
  if (name === 'MessageRejected' || name === 'BadRequestException') return { kind: 'refused', reason, name }
  if (neverConnected(failure)) return { kind: 'not-sent', reason: failure.code || name }
  // An answer of this class that we do not know: SES took nothing, and the next message would fare the same.
  if (status !== undefined && status >= 400 && status < 500) return { kind: 'stopped', reason, name }
  return { kind: 'unknown', reason: failure.code || name }
}

function neverConnected({ code, syscall, message, status }: Failure): boolean {
  if (status !== undefined) return false
  return (
    UNREACHED.has(code) ||
    TLS.test(code) ||
    syscall === 'connect' ||
    message.includes(NEVER_CONNECTED) ||
    message.includes(BEFORE_TLS)
  )
}

function readFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'unknown', message: '', code: '', syscall: '', status: undefined }
  const extra = error as { code?: unknown; syscall?: unknown; $metadata?: { httpStatusCode?: number } }
  return {
    name: error.name,
    message: error.message,
    code: typeof extra.code === 'string' ? extra.code : '',
    // Several addresses were tried: each failed to connect.
    syscall: error instanceof AggregateError ? 'connect' : typeof extra.syscall === 'string' ? extra.syscall : '',
    // A status comes with errors of the service only; with a broken answer the SDK sets it too, on an error named otherwise.
    status: extra.$metadata?.httpStatusCode,
  }
}
