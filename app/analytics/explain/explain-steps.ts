// The way of a campaign to one member, step by step, each with what it was decided by.
import { SKIP_LABELS } from '#app/campaigns/send/skip-words.ts'
import { bounceWords, serverWords } from '#app/members/bounces/bounce-words.ts'
import type { Bounce } from '#app/members/bounces/bounces.server.ts'
import { sourceWords, STATE_WORDS } from '#app/members/consent/consent-words.ts'
import type { Match } from '#app/segments/rules.ts'
import { type CaseFile, type Line, type Mark, moment, type ExplanationStep } from './explain-case.ts'
import { type End, markOf, type StepName, STEPS } from './explain-end.ts'
import {
  bounceAt,
  clearedBy,
  complaintAt,
  consentAt,
  emailState,
  knownSince,
  lateConsentChange,
} from './explain-history.ts'
import { handoverLines, providerLines, readerLines } from './explain-delivery.ts'
import { judgeSegment } from './explain-segment.ts'

/** Every step that says something in this case, from the start of the campaign to its reader. */
export function stepsOf(file: CaseFile, end: End): ExplanationStep[] {
  const at = decidedAt(file)
  const skipped = end.kind === 'skipped' ? end.reason : null
  const shown = STEPS.filter(
    (name) =>
      (name !== 'present' || skipped === 'erased') &&
      (name !== 'pause' || skipped === 'paused') &&
      (name !== 'frequency' || skipped === 'too-often'),
  )
  return shown.map((name) => {
    const mark = markOf(name, end)
    const titled = { mark, title: titleOf(name, file, mark), lines: linesOf(name, file, at) }
    if (name === 'segment' && file.campaign.segment) {
      return { ...titled, rules: judgeSegment(file, file.campaign.segment.rules, audienceAt(file)).rules }
    }
    const isGate = mark === 'no' && end.kind === 'skipped'
    return isGate ? { ...titled, lines: [[`Skipped here: ${SKIP_LABELS[end.reason]}.`], ...titled.lines] } : titled
  })
}

/** When the audience was taken; for a campaign that has not begun, now. */
function audienceAt({ campaign, recipient, now }: CaseFile): Date {
  return recipient?.frozenAt ?? campaign.frozenAt ?? now
}

/** Consent and bounces are asked again when a member's turn comes: what was true then has decided. */
function decidedAt(file: CaseFile): Date {
  return file.recipient?.settledAt ?? audienceAt(file)
}

const TITLES: Record<Exclude<StepName, 'segment'>, string> = {
  begun: 'The campaign had started',
  customer: 'Was a customer by then',
  present: 'Was still a customer when their turn came',
  address: 'Had an email address',
  consent: 'Had consented to email marketing',
  bounce: 'No earlier hard bounce',
  complaint: 'Had not marked an email as spam',
  pause: 'Wasn’t taking a break from emails',
  frequency: 'Hadn’t been emailed too often',
  handover: 'Amazon SES accepted the email',
  provider: 'Their email provider accepted it',
  reader: 'It was opened or clicked',
}

/** A cross stands at the fact, not at its denial. */
const FAILED: Partial<Record<StepName, string>> = {
  bounce: 'Had an earlier hard bounce',
  complaint: 'Had marked an email as spam',
  pause: 'Was taking a break from emails',
  frequency: 'Had been emailed as often as your store allows',
}

function titleOf(name: StepName, { campaign }: CaseFile, mark: Mark): string {
  if (name !== 'segment') return (mark === 'no' ? FAILED[name] : undefined) ?? TITLES[name]
  return campaign.segment ? `Was in the segment “${campaign.segment.name}”` : 'Was in the segment'
}

function linesOf(name: StepName, file: CaseFile, at: Date): Line[] {
  switch (name) {
    case 'begun':
      return file.campaign.frozenAt
        ? [['Its recipients were chosen on ', moment(file.campaign.frozenAt), '.']]
        : [['Its recipients haven’t been chosen yet. The steps below are as of now.']]
    case 'customer':
      return customerLines(file)
    case 'segment':
      return segmentLines(file)
    case 'present':
      return [['Shopify had asked for their data to be erased.']]
    case 'address':
      return addressLines(file)
    case 'consent':
      return consentLines(file, at)
    case 'bounce':
      return bounceLines(file, at)
    case 'complaint':
      return complaintLines(file, at)
    case 'pause':
      return []
    case 'frequency':
      return frequencyLines(file)
    case 'handover':
      return handoverLines(file)
    case 'provider':
      return providerLines(file)
    case 'reader':
      return readerLines(file)
  }
}

function frequencyLines({ recipient }: CaseFile): Line[] {
  const before = recipient?.before
  if (!before) return []
  return [['The last one before: ', { to: `/app/campaigns/${before.campaignId}`, text: before.name }, '.']]
}

function customerLines(file: CaseFile): Line[] {
  const { member, recipient } = file
  if (!member) return [['They’ve been erased since, so this is no longer known.']]
  const since: Line = ['Customer since ', moment(member.createdAt), '.']
  const { frozenAt } = file.campaign
  const knownAt = knownSince(file)
  const isTooEarly = !recipient && frozenAt && knownAt && knownAt > frozenAt && member.createdAt <= frozenAt
  if (!isTooEarly) return [since]
  return [since, ['Glancito hadn’t yet imported all of your customers when the campaign started.']]
}

function segmentLines(file: CaseFile): Line[] {
  const { segment, rulesKept, frozenAt } = file.campaign
  if (!segment) return [['The segment has been deleted since, and its rules with it.']]
  const lines: Line[] = [[joinWords(segment.rules.match, segment.rules.rules.length)]]
  if (frozenAt && !rulesKept)
    lines.push([
      'This campaign started before Glancito saved rules with campaigns: these are the segment’s rules today.',
    ])
  const { explains } = judgeSegment(file, segment.rules, audienceAt(file))
  if (frozenAt && !explains)
    lines.push(['By what’s known today, this would have been different: a value or a rule has changed since then.'])
  return lines
}

function joinWords(match: Match, count: number): string {
  if (count === 0) return 'This segment has no rules: it includes everyone.'
  if (match === 'none') return 'None of these must match:'
  if (count === 1) return 'It has one rule:'
  return match === 'all' ? 'All of these must match:' : 'At least one of these must match:'
}

function addressLines({ member }: CaseFile): Line[] {
  if (!member) return [['Their address has been erased.']]
  return [member.email ? ['Now: ', { code: member.email }] : ['Shopify doesn’t share this customer’s address.']]
}

function consentLines(file: CaseFile, at: Date): Line[] {
  const { state, by } = consentAt(file, 'email', at)
  const lines: Line[] = []
  if (by) {
    lines.push(['Then: ', STATE_WORDS[by.newState], ', since ', moment(by.shopifyAt ?? by.recordedAt), '.'])
    lines.push([`${sourceWords(by.source)}.`])
  } else if (state) lines.push(['Then: ', STATE_WORDS[state], '. No earlier change is recorded.'])
  const late = lateConsentChange(file, at)
  if (late) {
    const { newState, shopifyAt, recordedAt } = late
    lines.push([
      `${STATE_WORDS[newState]} in Shopify on `,
      moment(shopifyAt ?? recordedAt),
      ', but Shopify only told Glancito on ',
      moment(recordedAt),
      ': too late for this campaign.',
    ])
  }
  const now = file.member && emailState(file.member)
  if (now && now !== state) lines.push(['Now: ', STATE_WORDS[now], '.'])
  return lines
}

function bounceLines(file: CaseFile, at: Date): Line[] {
  const bounce = bounceAt(file, at)
  const cleared = clearedBy(file, at)
  if (!bounce && cleared?.clearedAt)
    return [['An earlier bounce had been cleared on ', moment(cleared.clearedAt), ', so it didn’t count.']]
  if (!bounce) return [['Nothing had bounced before.']]
  const how = bounce.kind === 'hard' ? 'Hard bounced on ' : 'Soft bounced on '
  const lines: Line[] = [[how, moment(bounce.occurredAt), ': ', bounceWords(bounce)], ...saidBy(bounce)]
  if (bounce.kind === 'soft') lines.push(['Soft bounces don’t block.'])
  else if (file.recipient?.messageId) lines.push(['It didn’t count: the customer had a different address by then.'])
  if (bounce.clearedAt)
    lines.push(['Cleared since, on ', moment(bounce.clearedAt), bounce.clearedBy ? ` by ${bounce.clearedBy}.` : '.'])
  return lines
}

function saidBy({ diagnostic }: Bounce): Line[] {
  const said = serverWords(diagnostic)
  return said ? [['Mail server response: ', { code: said }]] : []
}

function complaintLines(file: CaseFile, at: Date): Line[] {
  const complaint = complaintAt(file, at)
  return [complaint ? [bounceWords(complaint), ' That was on ', moment(complaint.occurredAt), '.'] : ['No complaint.']]
}
