// Whether the account may send from an address: SES's own word, asked before a merchant relies on it.
import { setTimeout as sleep } from 'node:timers/promises'
import { GetEmailIdentityCommand, NotFoundException, type SESv2Client } from '@aws-sdk/client-sesv2'
import { asciiDomain } from '../text/mail-address.ts'
import { ses } from './ses.server.ts'
import { classifyFailure } from './ses-outcome.ts'
import type { SenderCheck } from './ses-sender.ts'

type Answer = 'verified' | 'pending' | 'absent' | 'not-allowed' | 'no-answer'

const ANSWER_MS = 3_000
/** https://docs.aws.amazon.com/ses/latest/dg/quotas.html: every action but sending takes one request a second. */
const PACE_MS = 1_100
const TRIES = 3
/** What is verified mostly stays so; what is not may be mended at SES any moment. */
const KEPT_MS: Record<Answer, number> = {
  verified: 300_000,
  pending: 10_000,
  absent: 10_000,
  'not-allowed': 60_000,
  'no-answer': 15_000,
}
const MOST_KEPT = 500

type Kept = Map<string, { asking: Promise<Answer>; until: number }>
const keptOf = new WeakMap<SESv2Client, Kept>()

/** What is remembered ends with the connections that it came over. */
function kept(): Kept {
  const known = keptOf.get(ses()) ?? new Map()
  keptOf.set(ses(), known)
  return known
}

/**
 * Asks SES whether `address` may be a sender: the address itself, then its domain and every domain above it, as SES inherits
 * (https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html). Never throws for what SES or the network did; takes
 * some seconds at most, and remembers for `KEPT_MS`.
 */
export async function checkSender(address: string): Promise<SenderCheck> {
  const domain = domainOf(address)
  let pending: string | null = null
  for (const identity of identitiesOf(address)) {
    const answer = await ask(identity)
    if (answer === 'verified') return { kind: 'verified' }
    if (answer === 'not-allowed' || answer === 'no-answer') return { kind: 'unasked', why: answer }
    if (answer === 'pending') pending ??= identity
  }
  return pending === null ? { kind: 'unverified', domain } : { kind: 'pending', identity: pending }
}

/** As `checkSender`, with what SES says now: for a start, and for a merchant who says that it is mended. */
export async function recheckSender(address: string): Promise<SenderCheck> {
  for (const identity of identitiesOf(address)) kept().delete(identity)
  return checkSender(address)
}

/** The address as it is written, for SES tells the case of its local part apart, and the domains above it but for the last label. */
export function identitiesOf(address: string): string[] {
  const domain = domainOf(address)
  const labels = domain.split('.')
  const domains = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'))
  return [`${address.slice(0, address.lastIndexOf('@'))}@${domain}`, ...domains]
}

const domainOf = (address: string) => {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return asciiDomain(domain) ?? domain.toLowerCase()
}

function ask(identity: string): Promise<Answer> {
  const answers = kept()
  const known = answers.get(identity)
  if (known && known.until > performance.now()) return known.asking
  const asking = askSes(identity)
  const entry = { asking, until: Infinity }
  answers.delete(identity)
  answers.set(identity, entry)
  void asking.then((answer) => (entry.until = performance.now() + KEPT_MS[answer]))
  const [oldest] = answers.keys()
  if (answers.size > MOST_KEPT && oldest !== undefined) answers.delete(oldest)
  return asking
}

async function askSes(identity: string): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      const command = new GetEmailIdentityCommand({ EmailIdentity: identity })
      const { VerifiedForSendingStatus } = await ses().send(command, { abortSignal: AbortSignal.timeout(ANSWER_MS) })
      return VerifiedForSendingStatus ? 'verified' : 'pending'
    } catch (error) {
      if (error instanceof NotFoundException) return 'absent'
      const { kind } = classifyFailure(error)
      if (kind === 'stopped') return 'not-allowed'
      // SES does not take it for the name of an identity, so it can not be one.
      if (kind === 'refused') return 'absent'
      if (kind !== 'throttled' || tries === TRIES) return 'no-answer'
      await sleep(PACE_MS)
    }
  }
}
