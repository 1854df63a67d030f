// How a recipient of the demo treats a campaign: decided by chance that is the same at every start.
import type { ProgramName } from '../mailbox/programs.ts'
import { type Chance, chance } from '../random.ts'

export type Act = {
  /** `prefetch`: Apple’s servers load the images; `away`: an automatic reply. */
  kind: 'prefetch' | 'open' | 'click' | 'unsubscribe' | 'complain' | 'reply' | 'away'
  /** Milliseconds after the mail arrived. */
  after: number
  program: ProgramName
  /** Which of the mail's links, for a click: 0 is the first, below 1. */
  place: number
}

/** How well a campaign does: shares of those who got it, and of those who read it. */
export type Appeal = { opens: number; clicksOfOpens: number; unsubscribes: number; complaints: number }

const HOUR = 3_600_000
/** Of those who read it. */
const REPLIES = 0.012
/** Of all who got it. */
const AWAY = 0.006

type Programs = [ProgramName, share: number][]

/** With what people read their mail. About a quarter have Apple load it for them, which makes half of all opens. */
const BY_DOMAIN: Record<string, Programs> = {
  'gmail.example': [
    ['gmail', 46],
    ['gmail-web', 26],
    ['apple-private', 21],
    ['samsung', 4],
    ['thunderbird', 3],
  ],
  'yahoo.example': [
    ['yahoo', 68],
    ['apple-private', 24],
    ['samsung', 8],
  ],
  'icloud.example': [
    ['apple-private', 76],
    ['apple-mail', 14],
    ['mac-mail', 10],
  ],
  'outlook.example': [
    ['webmail', 38],
    ['outlook', 20],
    ['outlook-phone', 22],
    ['apple-private', 20],
  ],
  'contoso.example': [
    ['outlook', 62],
    ['outlook-phone', 24],
    ['apple-private', 14],
  ],
}
const ELSEWHERE: Programs = [
  ['webmail', 30],
  ['outlook', 18],
  ['thunderbird', 14],
  ['apple-private', 18],
  ['apple-mail', 8],
  ['samsung', 12],
]
/** Of a hundred, whose browser asks not to be tracked. */
const ASK_NOT_TO_BE_TRACKED = 2

/** The program with which the owner of a mailbox reads, always the same. */
export function programOf(address: string): ProgramName {
  const { next } = chance(`program ${address}`)
  if (next() * 100 < ASK_NOT_TO_BE_TRACKED) return 'private'
  const programs = BY_DOMAIN[address.slice(address.lastIndexOf('@') + 1)] ?? ELSEWHERE
  let luck = next() * programs.reduce((sum, [, share]) => sum + share, 0)
  return programs.find(([, share]) => (luck -= share) < 0)?.[0] ?? 'webmail'
}

/** What the reader of `address` does with a campaign, in order of time. */
export function actsOf(address: string, campaign: string, appeal: Appeal): Act[] {
  const dice = chance(`${campaign} ${address}`)
  const { next, happens } = dice
  const program = programOf(address)
  const acts: Act[] = []
  const act = (kind: Act['kind'], after: number, place = 0) => acts.push({ kind, after, program, place })
  // Not while the phone is off.
  if (program === 'apple-private' && happens(0.9)) act('prefetch', (0.01 + next() * 0.8) * HOUR)
  if (happens(AWAY)) act('away', (20 + next() * 60) * 1000)
  if (happens(appeal.opens)) read(dice, act, appeal)
  return acts.sort((a, b) => a.after - b.after)
}

function read(
  { next, happens }: Chance,
  act: (kind: Act['kind'], after: number, place?: number) => void,
  appeal: Appeal,
): void {
  // Readers answer within hours, some after days: exponential with a long tail.
  const delay = () => (-Math.log(1 - next()) * (happens(0.7) ? 4 : 40) + 0.05) * HOUR
  const opened = delay()
  const soon = () => opened + (10 + next() * 60) * 1000
  act('open', opened)
  if (happens(0.25)) act('open', opened + delay())
  if (happens(appeal.clicksOfOpens)) {
    // The first links of a mail get most of the clicks.
    act('click', opened + (5 + next() * 90) * 1000, next() ** 2)
    if (happens(0.2)) act('click', opened + next() * HOUR, next())
  }
  if (happens(appeal.unsubscribes)) act('unsubscribe', soon())
  else if (happens(appeal.complaints)) act('complain', soon())
  else if (happens(REPLIES)) act('reply', opened + HOUR)
}
