// Why a mail server did not take an e-mail, read from what it wrote. Enhanced status codes: RFC 3463, RFC 7372 (sender not
// proven), RFC 7505 (domain without mail) and the registry https://www.iana.org/assignments/smtp-enhanced-status-codes;
// reply codes: RFC 5321. Providers use some of them in ways of their own, so their words count where the code is vague.

export type BounceCause =
  | 'unknown-mailbox'
  | 'unknown-domain'
  | 'mailbox-off'
  | 'mailbox-moved'
  | 'mailbox-full'
  | 'too-large'
  | 'unreachable'
  | 'try-later'
  | 'sender-unproven'
  | 'content'
  | 'policy'
  | 'garbled'

type Test = [RegExp, BounceCause]

// Exact enough to need no second look at the words.
const EXACT_STATUS: Test[] = [
  [/^[45]\.1\.[136]$/, 'unknown-mailbox'],
  [/^[45]\.1\.(2|10)$/, 'unknown-domain'],
  [/^[45]\.2\.1$/, 'mailbox-off'],
  [/^[45]\.7\.1[378]$/, 'mailbox-moved'],
  [/^[45]\.(2\.2|3\.1)$/, 'mailbox-full'],
  [/^[45]\.(2\.3|3\.4|7\.16)$/, 'too-large'],
  // Google and RFC 7372 between 20 and 32, Microsoft 509 and 515.
  [/^[45]\.7\.(2[0-79]|3[0-2]|509|515)$/, 'sender-unproven'],
  [/^[45]\.6\.\d+$/, 'content'],
]

const WORDS: Test[] = [
  [/\b(dmarc|spf|dkim)\b|unauthenticated|not authenticated|authentication (check|requirement)/i, 'sender-unproven'],
  [
    /user unknown|unknown (user|recipient|mailbox)|no such (user|recipient|mailbox)|mailbox (not found|does not exist)/i,
    'unknown-mailbox',
  ],
  [
    /(user|account|recipient|address)\b.{0,60}(does not|doesn't|doesn’t) (exist|have)|recipient (address )?rejected/i,
    'unknown-mailbox',
  ],
  [
    /over ?quota|quota exceeded|exceeded .{0,20}quota|mailbox (is )?full|insufficient (system )?storage/i,
    'mailbox-full',
  ],
  [/(mailbox|account|user).{0,30}(disabled|inactive|suspended|deactivated|closed)/i, 'mailbox-off'],
  [/(domain|host).{0,20}(not found|unknown|does not exist)|nxdomain|no mx\b/i, 'unknown-domain'],
  [
    /gr[ae]y-?list|try again later|rate.?limit|too many (messages|connections)|temporarily deferred|unusual rate/i,
    'try-later',
  ],
  [/block ?list|black ?list|blocked using|spamhaus|reputation|banned|\brbl\b/i, 'policy'],
  [/\bspam\b|\bvirus\b|unsolicited|message content|content (rejected|denied)/i, 'content'],
]

// What is left when neither told.
const VAGUE_STATUS: Test[] = [
  [/^[45]\.4\.\d+$/, 'unreachable'],
  [/^4\.(7|2|3)\.\d+$/, 'try-later'],
  [/^[45]\.7\.\d+$/, 'policy'],
  [/^[45]\.5\.\d+$/, 'garbled'],
]

const REPLIES: Test[] = [
  [/^(421|45[01])$/, 'try-later'],
  [/^(452|552)$/, 'mailbox-full'],
  [/^(521|556)$/, 'unknown-domain'],
]

/** The cause of a refusal, or null when the server's answer tells none. */
export function readCause(diagnostic: string | null): BounceCause | null {
  if (!diagnostic) return null
  const status = enhancedStatus(diagnostic) ?? ''
  const reply = /(?:^|[\s;])([245]\d\d)(?=[\s-])/.exec(diagnostic)?.[1] ?? ''
  return (
    match(EXACT_STATUS, status) ??
    match(WORDS, diagnostic) ??
    match(VAGUE_STATUS, status) ??
    match(REPLIES, reply) ??
    null
  )
}

/** The enhanced status code, such as 5.1.1; a number with a fourth part is an address of the internet. */
export function enhancedStatus(diagnostic: string): string | null {
  return /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/.exec(diagnostic)?.[0] ?? null
}

function match(tests: Test[], text: string): BounceCause | undefined {
  return tests.find(([pattern]) => pattern.test(text))?.[1]
}
