// From what a reader does, and which machine looks, to what is asked of the app for one mail, and when.
import { PROGRAMS } from '../mailbox/programs.ts'
import { followingOf, openingOf } from '../mailbox/reading.ts'
import { type Step, stepOf } from '../mailbox/step.ts'
import type { Targets } from '../mailbox/targets.ts'
import { VISITORS } from '../mailbox/visitors.ts'
import { chance } from '../random.ts'
import { PRODUCTS } from '../shopify/catalogue.ts'
import { LATE_MS, type Look } from './gateways.ts'
import type { Act } from './reader.ts'

export type Deed =
  | { kind: 'ask'; step: Step }
  /** Follows the unsubscribe link, and a person presses the button of its page where there is one. */
  | { kind: 'leave'; step: Step; presses: boolean }
  /** Shopify is told what is owed to it by then. */
  | { kind: 'tell' }
  /** The app looks at who has unsubscribed somebody a minute and a half ago. */
  | { kind: 'look' }
  | { kind: 'complain' }
  /** Buys, in the visit that began with a link of the mail. */
  | { kind: 'buy'; lines: { product: string; quantity: number }[]; landing: string }
  | { kind: 'reply'; text: string; isAutomatic: boolean }

/** Milliseconds after the delivery. */
export type Timed = { after: number; deed: Deed }

const REPLIES = [
  'Do you have it in blue?',
  'Thanks! When does the sale end?',
  'The mug I got is chipped. What do I do?',
  'Lovely newsletter, keep them coming.',
]

/** Of a link that was only followed it hears two minutes later. */
const tellAfter = (after: number): Timed => ({ after: after + 122_000, deed: { kind: 'tell' } })

const asking = (after: number, steps: Step[]): Timed[] =>
  steps.map((step) => ({ after: after + step.afterMs, deed: { kind: 'ask', step } }))

/** What a reader's act comes to; nothing where the mail has nothing for it, for who is not tracked. */
export function deedsOf({ kind, after, program, place }: Act, targets: Targets, mailbox: string): Timed[] {
  const { links, optOut } = targets
  switch (kind) {
    case 'prefetch':
      return asking(after, VISITORS['apple-privacy'].plan(targets, mailbox))
    case 'open':
      return asking(after, openingOf(PROGRAMS[program], targets, mailbox))
    case 'click': {
      const link = links[Math.floor(place * links.length)]
      return link === undefined ? [] : asking(after, followingOf(PROGRAMS[program], link, mailbox))
    }
    case 'unsubscribe': {
      if (optOut === null) return []
      const step = stepOf({ agent: PROGRAMS[program].browses, mailbox, url: optOut })
      return [{ after, deed: { kind: 'leave', step, presses: true } }, tellAfter(after)]
    }
    case 'complain':
      return [{ after, deed: { kind: 'complain' } }]
    case 'away':
      return [{ after, deed: { kind: 'reply', text: 'I am away until Monday.', isAutomatic: true } }]
    case 'reply': {
      const text = chance(`reply ${mailbox}`).pick(REPLIES)
      return [{ after, deed: { kind: 'reply', text, isAutomatic: false } }]
    }
  }
}

/** Of those who follow a link. */
const BUYS = 0.13
const SOLD = PRODUCTS.filter(({ status, published, weight }) => status === 'ACTIVE' && published && weight > 0)

/** Whether a reader who followed a link buys something then, and what. */
export function purchaseOf({ kind, after, place }: Act, { links }: Targets, mailbox: string): Timed[] {
  const link = kind === 'click' ? links[Math.floor(place * links.length)] : undefined
  const dice = chance(`buys ${mailbox} ${after}`)
  if (link === undefined || !dice.happens(BUYS)) return []
  const goal = new URL(new URL(link).searchParams.get('d') ?? '/', 'http://localhost')
  const lines = Array.from({ length: dice.happens(0.4) ? 2 : 1 }, () => ({
    product: dice.pick(SOLD).handle,
    quantity: dice.happens(0.15) ? 2 : 1,
  }))
  const landing = `${goal.pathname}${goal.search}`
  return [{ after: after + (4 + Math.floor(dice.next() * 20)) * 60_000, deed: { kind: 'buy', lines, landing } }]
}

/** What a machine asks for. One that comes so late that nobody suspects it unsubscribes, and is looked at before Shopify hears. */
export function deedsOfLook({ visitor, after }: Look, targets: Targets, mailbox: string): Timed[] {
  const steps = VISITORS[visitor].plan(targets, mailbox)
  const leaves = after >= LATE_MS ? steps.find(({ url }) => url === targets.optOut) : undefined
  const others = steps.filter((step) => step !== leaves)
  if (!leaves) return asking(after, others)
  const left = after + leaves.afterMs
  return [
    ...asking(after, others),
    { after: left, deed: { kind: 'leave', step: leaves, presses: false } },
    { after: left + 95_000, deed: { kind: 'look' } },
    tellAfter(left),
  ]
}
