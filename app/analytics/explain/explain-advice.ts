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

export type Conclusion = {
  badge: { text: string; tone?: 'success' | 'info' | 'warning' | 'attention' | 'critical' }
  /** The answer, in one sentence. */
  words: string
  /** What to do now. */
  advice: Line[]
  /** Whether the next campaign reaches them; null when there is nobody to reach. */
  next: string | null
}

export function conclusionOf(file: CaseFile, end: End): Conclusion {
  const { badge, words } = end.kind === 'skipped' ? SKIPPED[end.reason] : ENDS[end.kind]
  const advice = end.kind === 'skipped' ? skippedAdvice(file, end.reason) : ADVICE[end.kind](file)
  return { badge: end.kind === 'skipped' ? { text: 'Skipped' } : badge, words, advice, next: nextWords(file) }
}

function nextWords({ member, bounces }: CaseFile): string | null {
  if (!member) return null
  const reason = skipReason(member)
  return reason
    ? `As things are now: ${lowerFirst(blockedWords(reason, isOnlyNotTried(bounces)))}`
    : 'As things are now: the next campaign to a segment they are in will reach them.'
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

type Told = Pick<Conclusion, 'badge' | 'words'>
const LEFT_OUT: Told['badge'] = { text: 'Skipped' }

const SKIPPED: Record<LeftOutReason, Told> = {
  'no-address': { badge: LEFT_OUT, words: 'They were skipped: there was no email address to send to.' },
  'no-consent': { badge: LEFT_OUT, words: 'They were skipped: they hadn’t consented to email marketing.' },
  unsubscribed: { badge: LEFT_OUT, words: 'They were skipped: they had unsubscribed.' },
  'hard-bounced': {
    badge: LEFT_OUT,
    words: 'They were skipped: an earlier email to their address hard bounced.',
  },
  complained: { badge: LEFT_OUT, words: 'They were skipped: they had marked one of your emails as spam.' },
  paused: { badge: LEFT_OUT, words: 'They were skipped: they were taking a break from emails.' },
  erased: { badge: LEFT_OUT, words: 'They were skipped: their data had been erased.' },
  'too-often': {
    badge: LEFT_OUT,
    words: 'They were skipped: they had been emailed as often as your store allows.',
  },
  cancelled: { badge: LEFT_OUT, words: 'They didn’t get it: the campaign was cancelled before their turn.' },
}

const ENDS: Record<Exclude<EndKind, 'skipped'>, Told> = {
  'not-begun': { badge: { text: 'Not started' }, words: 'This campaign hasn’t started, so no one has received it.' },
  'joined-later': { badge: LEFT_OUT, words: 'They became a customer after the campaign started.' },
  'not-imported': { badge: LEFT_OUT, words: 'Glancito didn’t know this customer yet when the campaign started.' },
  'not-in-segment': { badge: LEFT_OUT, words: 'They weren’t in the campaign’s segment when it started.' },
  erased: { badge: LEFT_OUT, words: 'They weren’t among the recipients, and their data has been erased since.' },
  forgotten: {
    badge: { text: 'Deleted' },
    words:
      'Who got this campaign isn’t known any more: its recipients have been deleted, as set in Settings > Privacy.',
  },
  waiting: { badge: { text: 'Waiting' }, words: 'It hasn’t been sent yet: their turn is still to come.' },
  paused: { badge: { text: 'Paused', tone: 'attention' }, words: 'It hasn’t been sent: the campaign is paused.' },
  sending: { badge: { text: 'Sending', tone: 'info' }, words: 'It’s being sent right now.' },
  failed: { badge: { text: 'Failed', tone: 'critical' }, words: 'Amazon SES rejected this email.' },
  unconfirmed: {
    badge: { text: 'Unconfirmed', tone: 'warning' },
    words: 'It may or may not have been sent: Amazon SES gave no clear answer.',
  },
  'handed-over': {
    badge: { text: 'Sent', tone: 'info' },
    words: 'It was sent, but it’s not known yet whether it arrived.',
  },
  suppressed: {
    badge: { text: 'Not tried', tone: 'critical' },
    words: 'Amazon SES accepted it but didn’t try to deliver it: the address is on its suppression list.',
  },
  rejected: {
    badge: { text: 'Not delivered', tone: 'critical' },
    words: 'Amazon SES accepted the email, then rejected it.',
  },
  'hard-bounced': {
    badge: { text: 'Hard bounce', tone: 'critical' },
    words: 'It was sent, but their email provider permanently rejected it.',
  },
  'soft-bounced': {
    badge: { text: 'Soft bounce', tone: 'warning' },
    words: 'It was sent, but their email provider didn’t accept it.',
  },
  delayed: {
    badge: { text: 'Delayed', tone: 'warning' },
    words: 'It was sent, but their email provider hasn’t accepted it yet.',
  },
  delivered: { badge: { text: 'Delivered', tone: 'success' }, words: 'Their email provider accepted it.' },
  seen: { badge: { text: 'Opened', tone: 'success' }, words: 'It arrived, and someone opened it.' },
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
  if (reason === 'too-often') return sentAnew(file, TOO_OFTEN)
  if (!file.member) return GONE
  if (reason !== 'erased' && isBlockedBy(file.member, reason)) return unblocking(file, reason)
  return sentAnew(file, ['The reason they were skipped no longer applies. ', AGAIN])
}

const TOO_OFTEN: Line = [
  'To reach them sooner, raise the limit in ',
  { to: '/app/settings', text: 'Settings' },
  ', or send a campaign past it.',
]

const AGAIN = 'To reach them, send it again as a new campaign to those who missed it.'

/** What a new campaign is good for: nothing as long as it would leave them out, too. */
function sentAnew(file: CaseFile, advice: Line): Line[] {
  const reason = file.member && skipReason(file.member)
  return reason ? [['Resending won’t reach them.'], ...unblocking(file, reason)] : [advice]
}

/** What has to happen before campaigns reach a member whom this keeps out. */
function unblocking(file: CaseFile, reason: SkipReason): Line[] {
  switch (reason) {
    case 'no-address':
      return [['Ask the customer for an address and add it in Shopify. They must consent to email marketing, too.']]
    case 'no-consent':
      return [
        ['They have to consent themselves, at checkout or through your store’s signup form.'],
        ['Did they ask you to in writing? Record it on the customer in Shopify, and Glancito picks it up.'],
      ]
    case 'unsubscribed':
      return [
        ['They have to resubscribe themselves, at checkout or through your store’s signup form.'],
        ['Once Shopify tells Glancito that they have, campaigns will reach them again.'],
      ]
    case 'hard-bounced':
      return hardBounced(file)
    case 'complained':
      return [['Leave them be: Glancito won’t email them again, and a complaint can’t be cleared.']]
    case 'paused':
      return [
        [
          'They asked for a break on their preferences page',
          ...(file.member?.pausedUntil ? ['. It ends on ', moment(file.member.pausedUntil)] : []),
          '. Campaigns started after that reach them again.',
        ],
      ]
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
  ': the next campaign will email the address again.',
]

const NEW_ADDRESS: Line = ['This bounce no longer counts: it was cleared, or they have another address.']

const CLEAR = (file: CaseFile): Line => [
  'If you know the address works, ',
  { to: memberPage(file), text: 'clear the bounce on their page' },
  ': the next campaign will then email it again.',
]

const GONE: Line[] = [['There’s nothing left to do: their data has been erased, and no one can be emailed without it.']]

const LOOK = ({ campaign }: CaseFile): Line[] => [
  [
    `Ask them to check their spam folder and “Promotions”, or search their mailbox for “${campaign.subject}”`,
    ...(campaign.sender ? [' from ', { code: campaign.sender }] : []),
    '.',
  ],
  ['If it’s in spam, ask them to move it to the inbox and add the sender to their contacts.'],
]

const softBounced = (file: CaseFile): Line[] => {
  const [bounce] = bouncesOf(file)
  if (bounce?.clearedAt) return [clearedOn(bounce.clearedAt)]
  return bounce ? [[bounceAdvice(bounce)]] : [['Ask the customer whether the address is right.']]
}

const TOO_LATE = 'No one can be added to a campaign once it has started.'

const ADVICE: Record<Exclude<EndKind, 'skipped'>, (file: CaseFile) => Line[]> = {
  'not-begun': (file) => [
    [
      file.campaign.status === 'preparing' ? 'It’s being prepared. See ' : 'Start it from ',
      { to: campaignPage(file), text: 'its page' },
      '.',
    ],
  ],
  'joined-later': (file) => [
    [TOO_LATE],
    ...sentAnew(file, [
      'To reach new customers, send it again to a segment with a rule such as “Customer since within the last 30 days”.',
    ]),
  ],
  'not-imported': (file) => [
    [TOO_LATE],
    ...sentAnew(file, [
      'Send it again as a new campaign to those who missed it: all of your customers are imported now.',
    ]),
  ],
  forgotten: () => [['The campaign’s figures are kept. Settings > Privacy says for how long the rest is.']],
  'not-in-segment': (file) => [
    [
      'Check the rule marked with a cross below. If they should have matched, correct the rule, or their details in Shopify.',
    ],
    [TOO_LATE],
    ...sentAnew(file, [AGAIN]),
  ],
  erased: () => GONE,
  waiting: (file) => [['Wait. See the campaign’s progress on ', { to: campaignPage(file), text: 'its page' }, '.']],
  paused: (file) => [
    ['Resume it on ', { to: campaignPage(file), text: 'its page' }, ', which says why it was paused.'],
  ],
  sending: () => [['Check again in a minute.']],
  failed: () => [['It won’t be retried. Fix what Amazon SES reports below, then email them with your next campaign.']],
  unconfirmed: () => [
    ['Ask them whether it arrived. Any sign of it, such as an open, settles this automatically.'],
    ['It’s never sent twice. If it didn’t arrive, email them with your next campaign.'],
  ],
  'handed-over': (file) => [
    ['Most emails arrive within minutes; some providers take hours.'],
    ...LOOK(file),
    ['If no recipient has a result, Amazon SES reports aren’t reaching Glancito: have its setup checked.'],
  ],
  suppressed: hardBounced,
  rejected: () => [
    ['Look for attachments or links that a virus scanner may reject, then email them with your next campaign.'],
  ],
  'hard-bounced': hardBounced,
  'soft-bounced': softBounced,
  delayed: () => [['Wait: it’s retried for some hours. Then it’s delivered or bounces, and this page says so.']],
  delivered: LOOK,
  seen: (file) => [['They, or someone who reads their email, have seen it.'], ...LOOK(file).slice(0, 1)],
  unsubscribed: ({ member }) =>
    member && !hasUnsubscribed(member)
      ? [['They’ve since resubscribed.']]
      : [['They have to resubscribe themselves, at checkout or through your store’s signup form.']],
  complained: () => [['Leave them be: Glancito won’t email them again, and a complaint can’t be cleared.']],
}
