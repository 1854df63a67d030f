// What a check of the consent ledger can find, in plain words.

export type Problem =
  | 'altered'
  | 'missing'
  | 'cut-off'
  | 'added'
  | 'head'
  | 'state'
  | 'unlike-seal'
  | 'forged-seal'
  | 'unsealed'

/** Where something is wrong. Numbers only, no personal data; a seal's fault names a day (UTC) instead of a member. */
export type LedgerFault = {
  tenantId: number
  problem: Problem
  memberId: string | null
  seq: number | null
  day: string | null
}

export const PROBLEM_WORDS: Record<Problem, string> = {
  altered: 'the entry does not match its hash: it was altered, moved or written by hand',
  missing: 'entries before this one are missing',
  'cut-off': 'the newest entries are missing, up to this one',
  added: 'the entry was added behind the end of the chain',
  head: 'the end of the chain was altered',
  state: "the member's state is not what the ledger tells",
  'unlike-seal': 'the entries of the day are not those that were sealed',
  'forged-seal': "the day's seal was not made with this app's key, or the one before it is missing",
  unsealed: 'entries are dated into a day that was closed without them',
}

/** Which row it is about: "shop 3, member 706405506930370084, entry 2" or "shop 3, day 2026-11-20". */
export function faultPlace({ tenantId, memberId, seq, day }: LedgerFault): string {
  const parts = [
    `shop ${tenantId}`,
    memberId && `member ${memberId}`,
    seq !== null && `entry ${seq}`,
    day && `day ${day}`,
  ]
  return parts.filter(Boolean).join(', ')
}
