// The answer in one sentence, and what the merchant can do now.
import { bounceAdvice, SUPPRESSED_ADVICE } from '#app/members/bounces/bounce-words.ts'
import {
  hasUnsubscribed,
  isBlockedBy,
  type LeftOutReason,
  skipReason,
  type SkipReason,
} from '#app/members/core/consent.ts'
import { blockedWords } from '#app/members/page/deliverability.ts'
import { isOnlyNotTried } from '#app/members/bounces/not-tried.ts'
import { type CaseFile, type Line, moment } from './explain-case.ts'
import { bouncesOf } from './explain-delivery.ts'
import type { End, EndKind } from './explain-end.ts'

export type Verdict = {
  badge: { text: string; tone?: 'success' | 'info' | 'warning' | 'attention' | 'critical' }
  /** The answer, in one sentence. */
  words: string
  /** What to do now. */
  advice: Line[]
  /** Whether the next campaign reaches them; null when there is nobody to reach. */
  next: string | null
}

export function verdictOf(file: CaseFile, end: End): Verdict {
  const { badge, words } = end.kind === 'skipped' ? SKIPPED[end.reason] : ENDS[end.kind]
  const advice = end.kind === 'skipped' ? skippedAdvice(file, end.reason) : ADVICE[end.kind](file)
  return { badge: end.kind === 'skipped' ? { text: 'Left out' } : badge, words, advice, next: nextWords(file) }
}

function nextWords({ member, bounces }: CaseFile): string | null {
  if (!member) return null
  const reason = skipReason(member)
  return reason
    ? `As things are now: ${lowerFirst(blockedWords(reason, isOnlyNotTried(bounces)))}`
    : 'As things are now: the next campaign to a segment they are in will reach them.'
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

type Told = Pick<Verdict, 'badge' | 'words'>
const LEFT_OUT: Told['badge'] = { text: 'Left out' }

const SKIPPED: Record<LeftOutReason, Told> = {
  'no-address': { badge: LEFT_OUT, words: 'They were left out: there was no e-mail address to send to.' },
  'no-consent': { badge: LEFT_OUT, words: 'They were left out: they had not agreed to e-mail marketing.' },
  unsubscribed: { badge: LEFT_OUT, words: 'They were left out: they had unsubscribed.' },
  'hard-bounced': {
    badge: LEFT_OUT,
    words: 'They were left out: an earlier e-mail to their address had been refused for good.',
  },
  complained: { badge: LEFT_OUT, words: 'They were left out: they had marked an e-mail of yours as spam.' },
  erased: { badge: LEFT_OUT, words: 'They were left out: their data had been erased.' },
  cancelled: { badge: LEFT_OUT, words: 'They got nothing: the campaign was cancelled before their turn.' },
}

const ENDS: Record<Exclude<EndKind, 'skipped'>, Told> = {
  'not-begun': { badge: { text: 'Not begun' }, words: 'This campaign has not begun, so nobody has got it.' },
  'joined-later': { badge: LEFT_OUT, words: 'They became a customer after the campaign had begun.' },
  'not-imported': { badge: LEFT_OUT, words: 'Glancito did not know this customer yet when the campaign began.' },
  'not-in-segment': { badge: LEFT_OUT, words: 'They were not in the campaign’s segment when it began.' },
  erased: { badge: LEFT_OUT, words: 'They were not among the recipients, and their data has been erased since.' },
  waiting: { badge: { text: 'Waiting' }, words: 'It has not been sent yet: their turn is still to come.' },
  paused: { badge: { text: 'Paused', tone: 'attention' }, words: 'It has not been sent: the campaign is paused.' },
  sending: { badge: { text: 'Sending', tone: 'info' }, words: 'It is being sent right now.' },
  failed: { badge: { text: 'Failed', tone: 'critical' }, words: 'Amazon SES refused this e-mail.' },
  unconfirmed: {
    badge: { text: 'Unconfirmed', tone: 'warning' },
    words: 'It may or may not have been sent: Amazon SES gave no clear answer.',
  },
  'handed-over': {
    badge: { text: 'Sent', tone: 'info' },
    words: 'It was sent, but whether it has arrived is not known yet.',
  },
  suppressed: {
    badge: { text: 'Not tried', tone: 'critical' },
    words: 'Amazon SES took it but did not try to deliver it: the address is on its suppression list.',
  },
  rejected: {
    badge: { text: 'Not delivered', tone: 'critical' },
    words: 'Amazon SES took the e-mail and then refused it itself.',
  },
  'hard-bounced': {
    badge: { text: 'Hard bounce', tone: 'critical' },
    words: 'It was sent, and their mailbox’s provider refused it for good.',
  },
  'soft-bounced': {
    badge: { text: 'Soft bounce', tone: 'warning' },
    words: 'It was sent, but their mailbox’s provider did not take it.',
  },
  delayed: {
    badge: { text: 'Delayed', tone: 'warning' },
    words: 'It was sent, but their mailbox’s provider has not taken it yet.',
  },
  delivered: { badge: { text: 'Delivered', tone: 'success' }, words: 'Their mailbox’s provider accepted it.' },
  seen: { badge: { text: 'Opened', tone: 'success' }, words: 'It arrived, and somebody opened it.' },
  unsubscribed: {
    badge: { text: 'Unsubscribed', tone: 'critical' },
    words: 'It arrived, and they unsubscribed with its link.',
  },
  complained: { badge: { text: 'Complained', tone: 'critical' }, words: 'It arrived, and they marked it as spam.' },
}

const memberPage = ({ member }: CaseFile): string => `/app/members/${member?.memberId ?? ''}`
const campaignPage = ({ campaign }: CaseFile): string => `/app/campaigns/${campaign.campaignId}`

function skippedAdvice(file: CaseFile, reason: LeftOutReason): Line[] {
  if (reason === 'cancelled') return sentAnew(file, [AGAIN])
  if (!file.member) return GONE
  if (reason !== 'erased' && isBlockedBy(file.member, reason)) return unblocking(file, reason)
  return sentAnew(file, ['What kept them out no longer holds. ', AGAIN])
}

const AGAIN = 'To reach them, send it once more as a new campaign, to those who were missing.'

/** What a new campaign is good for: nothing as long as it would leave them out, too. */
function sentAnew(file: CaseFile, advice: Line): Line[] {
  const reason = file.member && skipReason(file.member)
  return reason ? [['Sending it anew would not reach them.'], ...unblocking(file, reason)] : [advice]
}

/** What has to happen before campaigns reach a member whom this keeps out. */
function unblocking(file: CaseFile, reason: SkipReason): Line[] {
  switch (reason) {
    case 'no-address':
      return [['Ask the customer for an address and add it in Shopify. They must agree to e-mail marketing, too.']]
    case 'no-consent':
      return [
        ['They have to agree themselves: at checkout or by the sign-up form of your shop.'],
        ['Did they ask you to, in writing? Then record it at the customer in Shopify; Glancito hears of it by itself.'],
      ]
    case 'unsubscribed':
      return [
        ['They must subscribe again themselves: at checkout or by the sign-up form of your shop.'],
        ['As soon as Shopify tells Glancito that they have, campaigns reach them again.'],
      ]
    case 'hard-bounced':
      return hardBounced(file)
    case 'complained':
      return [['Leave them in peace: Glancito does not mail them again, and a complaint can not be cleared.']]
    case 'erased':
      return GONE
  }
}

/** What to do about a hard bounce, of this campaign or of another: something only while it counts. */
function hardBounced(file: CaseFile): Line[] {
  const [own] = bouncesOf(file)
  if (file.member?.emailBounceType !== 'hard') return [own?.clearedAt ? clearedOn(own.clearedAt) : NEW_ADDRESS]
  const counting = file.bounces.find(({ kind, clearedAt }) => kind === 'hard' && clearedAt === null)
  const advice = counting ? bounceAdvice(counting) : SUPPRESSED_ADVICE
  // To clear it is told in the next line, with the way there.
  return [...(advice === SUPPRESSED_ADVICE ? [] : [[advice]]), CLEAR(file)]
}

const clearedOn = (at: Date): Line => [
  'The bounce was cleared on ',
  moment(at),
  ': the next campaign mails the address again.',
]

const NEW_ADDRESS: Line = ['This bounce no longer counts: it was cleared, or they have another address.']

const CLEAR = (file: CaseFile): Line => [
  'If you know that the address works, ',
  { to: memberPage(file), text: 'clear the bounce on their page' },
  ': the next campaign then mails it again.',
]

const GONE: Line[] = [['There is nothing left to do: their data has been erased, and nobody can be mailed without it.']]

const LOOK = ({ campaign }: CaseFile): Line[] => [
  [
    `Have them look in the spam folder and under “Promotions”, or search their mailbox for “${campaign.subject}”`,
    ...(campaign.sender ? [' from ', { code: campaign.sender }] : []),
    '.',
  ],
  ['If it is in the spam folder, have them move it to the inbox and add the sender to their contacts.'],
]

const softBounced = (file: CaseFile): Line[] => {
  const [bounce] = bouncesOf(file)
  if (bounce?.clearedAt) return [clearedOn(bounce.clearedAt)]
  return bounce ? [[bounceAdvice(bounce)]] : [['Ask the customer whether the address is right.']]
}

const TOO_LATE = 'A campaign that has begun takes nobody in later.'

const ADVICE: Record<Exclude<EndKind, 'skipped'>, (file: CaseFile) => Line[]> = {
  'not-begun': (file) => [
    [
      file.campaign.status === 'preparing' ? 'It is being prepared. See ' : 'Start it from ',
      { to: campaignPage(file), text: 'its page' },
      '.',
    ],
  ],
  'joined-later': (file) => [
    [TOO_LATE],
    ...sentAnew(file, [
      'To reach new customers with it, send it anew to a segment with a rule such as “Customer since within the last 30 days”.',
    ]),
  ],
  'not-imported': (file) => [
    [TOO_LATE],
    ...sentAnew(file, [
      'Send it once more as a new campaign, to those who were missing: all of your customers are known now.',
    ]),
  ],
  'not-in-segment': (file) => [
    [
      'Look at the rule marked with a cross below. If they should have been in, correct it, or what Shopify has of them.',
    ],
    [TOO_LATE],
    ...sentAnew(file, [AGAIN]),
  ],
  erased: () => GONE,
  waiting: (file) => [['Wait. How far the campaign is stands on ', { to: campaignPage(file), text: 'its page' }, '.']],
  paused: (file) => [
    ['Resume it on ', { to: campaignPage(file), text: 'its page' }, ', which says why it was paused.'],
  ],
  sending: () => [['Look again in a minute.']],
  failed: () => [
    [
      'It is not tried again. Below is what Amazon SES found wrong: correct that, then mail them with your next campaign.',
    ],
  ],
  unconfirmed: () => [
    ['Ask them whether it has arrived. Any sign of it, such as an opening, settles this by itself.'],
    ['It is never sent twice. If it did not arrive, mail them with your next campaign.'],
  ],
  'handed-over': (file) => [
    ['Most e-mails arrive within minutes; some providers take hours.'],
    ...LOOK(file),
    ['If nothing is known of any recipient, the reports of Amazon SES do not reach Glancito: have its set-up checked.'],
  ],
  suppressed: hardBounced,
  rejected: () => [
    ['Look for attachments or links that a virus scanner may dislike, and mail them with your next campaign.'],
  ],
  'hard-bounced': hardBounced,
  'soft-bounced': softBounced,
  delayed: () => [['Wait: it is tried again for some hours. Then it is delivered or bounces, and this page says so.']],
  delivered: LOOK,
  seen: (file) => [['They, or somebody who reads their mail, have seen it.'], ...LOOK(file).slice(0, 1)],
  unsubscribed: ({ member }) =>
    member && !hasUnsubscribed(member)
      ? [['They have subscribed again since.']]
      : [['They must subscribe again themselves: at checkout or by the sign-up form of your shop.']],
  complained: () => [['Leave them in peace: Glancito does not mail them again, and a complaint can not be cleared.']],
}
