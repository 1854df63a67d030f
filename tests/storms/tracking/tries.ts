// Each try of each hit: what it was answered, and how often it was counted.
import type { Death } from '../processes.ts'
import { MOST_TRIES } from './hits.ts'
import { ANSWER, type Early, type Readers } from './load.ts'

export type Verdict = { figures: Record<string, number>; findings: string[] }
type Tried = Pick<Readers, 'answers' | 'early' | 'unanswered'>

/** When the processes that listened on a port were killed. */
export type Deaths = Map<number, Pick<Death, 'at'>[]>

/** Who had answered died at this time; undefined when it ended in order. */
const deathAfter = ({ port, sentAt }: Early, deaths: Deaths): number | undefined =>
  deaths.get(port)?.find(({ at }) => at >= sentAt)?.at

/** Compares what each try was answered with how often the log has it; both by hit and try. */
export function judgeTries({ answers, early, unanswered }: Tried, counts: Uint8Array, deaths: Deaths): Verdict {
  const tally = { tries: 0, durable: 0, early: 0, none: 0, noneCounted: 0, lost: 0, doubled: 0, made: 0, missing: 0 }
  for (const [at, answer] of answers.entries()) {
    const counted = counts[at] ?? 0
    if (answer !== ANSWER.untried) tally.tries += 1
    if (counted > 1) tally.doubled += 1
    if (answer === ANSWER.untried && counted > 0) tally.made += 1
    if (answer === ANSWER.durable) tally.durable += 1
    if (answer === ANSWER.durable && counted === 0) tally.lost += 1
    if (answer === ANSWER.none) tally.none += 1
    if (answer === ANSWER.none && counted > 0) tally.noneCounted += 1
  }
  let unexplained = 0
  let oldestMs = 0
  for (const hit of early) {
    tally.early += 1
    if ((counts[hit.hit * MOST_TRIES + hit.attempt] ?? 0) > 0) continue
    const diedAt = deathAfter(hit, deaths)
    tally.missing += 1
    if (diedAt === undefined) unexplained += 1
    else oldestMs = Math.max(oldestMs, diedAt - hit.sentAt)
  }
  return {
    figures: {
      tries: tally.tries,
      answered_when_durable: tally.durable,
      answered_early: tally.early,
      not_answered: tally.none,
      not_answered_and_counted: tally.noneCounted,
      hits_given_up: unanswered,
      early_missing: tally.missing,
      early_missing_oldest_ms: oldestMs,
    },
    findings: [
      say(tally.lost, 'hits were answered when they were durable and are not counted'),
      say(tally.doubled, 'tries are counted more than once'),
      say(tally.made, 'hits are counted that nobody made'),
      say(unexplained, 'hits were answered early by a process that was not killed, and are missing'),
    ].flat(),
  }
}

const say = (count: number, what: string) => (count > 0 ? [`${count} ${what}`] : [])
