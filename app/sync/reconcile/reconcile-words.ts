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
      text: 'A later check failed, so recent changes may be missing.',
    }
  if (now.getTime() - at.getTime() > STALE_MS)
    return { tone: 'warning', headline, text: 'That was over a day ago: the nightly check hasn’t run.' }
  const running = newer === 'running' ? ['A new check is running.'] : []
  if (open > 0) {
    const text = open === 1 ? 'It’s waiting for Shopify to confirm.' : 'They’re waiting for Shopify to confirm.'
    return {
      tone: 'waiting',
      headline,
      text: [`${text} Members who opted out get no email in the meantime.`, ...running].join(' '),
    }
  }
  const repaired = found > 0 ? [`${formatCount(found)} found and repaired.`] : []
  return { tone: 'good', headline, text: [...repaired, ...running].join(' ') || null }
}

function describeNone(newer: LastCheck['newer']): CheckWords {
  switch (newer) {
    case 'running':
      return { tone: 'none', headline: 'The first check is running', text: null }
    case 'failed':
      return { tone: 'warning', headline: 'The first check failed', text: 'Glancito will try again tonight.' }
    case 'none':
      return {
        tone: 'none',
        headline: 'Not checked yet',
        text: 'Glancito compares every member’s consent with Shopify every night.',
      }
  }
}

type Progress = Pick<Check, 'status' | 'members' | 'error'> & {
  objectsExpected: number | null
  objectsExported: number
}

export type CheckProgress = { percent: number; text: string }

/** How far a check is; null when none is under way. */
export function describeCheckProgress(check: Progress | null): CheckProgress | null {
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

export const ABOUT: Record<Difference['about'], string> = { email: 'Email', sms: 'SMS', customer: 'Customer' }

const CLASSES: Record<DifferenceClass, string> = {
  'webhook-late': 'Shopify’s message about a change hadn’t arrived yet',
  'webhook-lost': 'Shopify’s message about a change was lost',
  'webhook-failed': 'Shopify’s message about a change couldn’t be processed',
  'write-back-waiting': 'A change made here is being sent to Shopify',
  'write-back-refused': 'Shopify refused a change made here',
  'opt-out-kept': 'Opted out here, not in Shopify',
  merged: 'Merged with another customer in Shopify',
  deleted: 'Deleted in Shopify',
  'missing-here': 'Only in Shopify',
}

const REPAIRS: Record<DifferenceRepair, string> = {
  adopted: 'Updated to match Shopify',
  owed: 'The opt-out is being sent to Shopify',
  waiting: 'Will be sent once Shopify responds',
  refused: 'Glancito keeps the opt-out; see the member for Shopify’s reason',
  added: 'Added here',
  joined: 'Merged with that customer, keeping the stricter choice',
  removed: 'Removed here; any opt-out is kept',
}

type Described = Pick<Difference, 'about' | 'class' | 'repair' | 'open' | 'before' | 'after'>

/** Difference, and what was done about it. */
export function describeDifference({ about, class: kind, repair, open, before, after }: Described) {
  const states = before && after && before !== after ? [before, after] : null
  return {
    states: states && `${ABOUT[about]}: ${states.map((state) => STATE_WORDS[state].toLowerCase()).join(' → ')}`,
    cause: CLASSES[kind],
    repair:
      repair === null
        ? 'Being repaired'
        : repair === 'owed' && !open
          ? 'Shopify confirmed the opt-out'
          : REPAIRS[repair],
  }
}
