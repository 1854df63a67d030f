// An open or a click as it came, before anything of it is counted.
import type { EVENT } from '../events.ts'
import type { CLIENT, DEVICE, REASON, VERDICT } from '../judge/codes.ts'

/** In place of a type: the reader asks not to be tracked. Of such a hit nothing is kept but who it is. */
export const DO_NOT_TRACK = 0

export type Hit = {
  tenantId: number
  mailingId: number
  sendNo: number
  /** Digits of a bigint. */
  memberId: string
  type: typeof EVENT.opened | typeof EVENT.clicked | typeof DO_NOT_TRACK
  /** The link that was clicked; 0 of an open. */
  linkNo: number
  /** Milliseconds. */
  at: number
  /** Codes, as they are stored. */
  verdict: Exclude<(typeof VERDICT)[keyof typeof VERDICT], 0>
  reason: (typeof REASON)[keyof typeof REASON]
  rules: number
  device: (typeof DEVICE)[keyof typeof DEVICE]
  client: (typeof CLIENT)[keyof typeof CLIENT]
  /** User-Agent; empty where there was none. */
  agent: string
  /** Host of the page that the link was on; empty where none was said. */
  referrer: string
  /** Of whom asked; empty where it is not to be kept. */
  address: string
}

/** With the part of the internet that it came from, null where none is known, and how many recipients that had reached within seconds. */
export type SiftedHit = Hit & { prefix: string | null; burst: number }
