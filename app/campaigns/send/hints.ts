// What may make a campaign do better: advice, never a refusal.
import { findPlaceholders } from '#app/mail/placeholders.ts'

export type Hinted = {
  subject: string
  /** Null while no segment is chosen. */
  segment: { hasRules: boolean; campaignsThisMonth: number } | null
  /** Of the finished e-mail. */
  links: { url: string; kind: string }[]
}

/** A segment that gets more campaigns in 30 days than this is told of. */
const MOST_A_MONTH = 2
const NAMES = new Set(['first_name', 'last_name'])
/** Of a subject that shouts. */
const CAPITALS = 0.7
const LETTERS = 8

export function hintsOf({ subject, segment, links }: Hinted): string[] {
  const buttons = new Set(links.filter(({ kind }) => kind === 'button').map(({ url }) => url))
  return [
    ...(subject !== '' && !namesReader(subject)
      ? ['Subjects with a name are opened more often: try {{first_name | there}}.']
      : []),
    ...(shouts(subject) ? ['The subject is mostly in capitals, which reads like spam.'] : []),
    ...(segment && !segment.hasRules
      ? ['This segment has no rules, so everyone gets it. Campaigns to a smaller group do better.']
      : []),
    ...(segment && segment.campaignsThisMonth >= MOST_A_MONTH
      ? [
          `This segment has had ${segment.campaignsThisMonth} campaigns in the last 30 days. More than ${MOST_A_MONTH} a month makes people unsubscribe.`,
        ]
      : []),
    ...(buttons.size > 1 ? [`Its buttons lead to ${buttons.size} pages. One thing to do gets more clicks.`] : []),
    ...(links.length > 0 ? ['Follow each link once: does its page keep what the email promises?'] : []),
  ]
}

const namesReader = (subject: string) => findPlaceholders(subject).some(({ field }) => NAMES.has(field))

function shouts(subject: string): boolean {
  const letters = Array.from(subject.replace(/\{\{[^{}]*\}\}/g, '')).filter(
    (each) => each.toLowerCase() !== each.toUpperCase(),
  )
  const capitals = letters.filter((each) => each === each.toUpperCase())
  return letters.length >= LETTERS && capitals.length > CAPITALS * letters.length
}
