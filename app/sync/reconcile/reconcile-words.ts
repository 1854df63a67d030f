// The check of our members against Shopify, in words.
import { STATE_WORDS } from '#app/members/consent/consent-words.ts'
import { formatClock, formatCount, formatCountOf } from '#app/ui/format/format.ts'
import { hitchWords, NO_ANSWER } from '../import/import-words.ts'
import type { Check, Difference, LastCheck } from './reconcile.server.ts'
import type { DifferenceClass, DifferenceRepair } from '../compare/reconcile.ts'

const STALE_MS = 36 * 3_600_000

export type CheckWords = {
  tone: 'good' | 'waiting' | 'warning' | 'none'
  headline: string
  text: string | null
}

/** How the members stand against Shopify, in a sentence or two. */
export function describeLastCheck({ done, newer }: LastCheck, now: Date, timeZone: string): CheckWords {
  if (!done) return describeNone(newer)
  const { finishedAt, open, found, members } = done
  const at = finishedAt ?? now
  const headline = `${formatCountOf(open, 'difference')} among ${formatCountOf(members, 'member')}, checked ${formatClock(at, now, timeZone)}`
  if (newer === 'failed')
    return {
      tone: 'warning',
      headline,
      text: 'The check after that one failed: what changed since may be missing here.',
    }
  if (now.getTime() - at.getTime() > STALE_MS)
    return { tone: 'warning', headline, text: 'That was more than a day ago: the nightly check has not run.' }
  const running = newer === 'running' ? ['A new check is under way.'] : []
  if (open > 0) {
    const text = open === 1 ? 'It waits for Shopify to confirm.' : 'They wait for Shopify to confirm.'
    return { tone: 'waiting', headline, text: [`${text} Who opted out gets no mail meanwhile.`, ...running].join(' ') }
  }
  const repaired = found > 0 ? [`${formatCount(found)} found and repaired.`] : []
  return { tone: 'good', headline, text: [...repaired, ...running].join(' ') || null }
}

function describeNone(newer: LastCheck['newer']): CheckWords {
  switch (newer) {
    case 'running':
      return { tone: 'none', headline: 'The first check is under way', text: null }
    case 'failed':
      return { tone: 'warning', headline: 'The first check failed', text: 'Glancito tries again tonight.' }
    case 'none':
      return {
        tone: 'none',
        headline: 'Not checked yet',
        text: 'Each night Glancito compares the consent of every member with Shopify.',
      }
  }
}

type Progress = Pick<Check, 'status' | 'members' | 'error'> & {
  objectsExpected: number | null
  objectsExported: number
}

/** How far a check is; null when none is under way. */
export function describeCheckProgress(check: Progress | null): { percent: number; text: string } | null {
  if (!check || check.status === 'done' || check.status === 'failed') return null
  const { status, members, objectsExpected, objectsExported } = check
  if (status === 'requested' && check.error !== null) return { percent: 0, text: NO_ANSWER }
  const hitch = hitchWords(check)
  const expected = objectsExpected ?? 0
  const share = (count: number) => (expected > 0 ? Math.min(count / expected, 1) : 0)
  const of = expected > 0 ? ` of ${formatCount(expected)}` : ''
  if (status === 'loading')
    return { percent: 50 + 50 * share(members), text: `${formatCount(members)}${of} members compared${hitch}` }
  const text =
    objectsExported > 0 ? `Shopify has prepared ${formatCount(objectsExported)}${of} customers` : 'Shopify is preparing'
  return { percent: 50 * share(objectsExported), text: text + hitch }
}

export const ABOUT: Record<Difference['about'], string> = { email: 'E-mail', sms: 'SMS', customer: 'Customer' }

const CLASSES: Record<DifferenceClass, string> = {
  'webhook-late': 'Shopify’s message about a change had not come by then',
  'webhook-lost': 'Shopify’s message about a change was lost',
  'webhook-failed': 'Shopify’s message about a change could not be processed',
  'write-back-waiting': 'A change made here is on its way to Shopify',
  'write-back-refused': 'Shopify refused a change made here',
  'opt-out-kept': 'Opted out here, not at Shopify',
  merged: 'Merged with another customer at Shopify',
  deleted: 'Deleted at Shopify',
  'missing-here': 'Was at Shopify only',
}

const REPAIRS: Record<DifferenceRepair, string> = {
  adopted: 'Shopify’s state was taken over',
  owed: 'Shopify is told of the opt-out',
  waiting: 'Shopify is told as soon as it answers',
  refused: 'Glancito keeps to the opt-out; see the member for what Shopify said',
  added: 'Added here',
  joined: 'Joined with that customer, the stricter choice kept',
  removed: 'Removed here; an opt-out stays known',
}

type Described = Pick<Difference, 'about' | 'class' | 'repair' | 'open' | 'before' | 'after'>

/** What differed, and what was done about it. */
export function describeDifference({ about, class: kind, repair, open, before, after }: Described) {
  const states = before && after && before !== after ? [before, after] : null
  return {
    states: states && `${ABOUT[about]}: ${states.map((state) => STATE_WORDS[state].toLowerCase()).join(' → ')}`,
    cause: CLASSES[kind],
    repair:
      repair === null
        ? 'Being repaired'
        : repair === 'owed' && !open
          ? 'Shopify has confirmed the opt-out'
          : REPAIRS[repair],
  }
}
