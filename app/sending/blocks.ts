// Blocks of mailing numbers: 2^20 a month.

/** Numbers in a block; the first of block n is n times as much. */
export const BLOCK = 2 ** 20

/** The month of block 0, which also holds all that was numbered before it. */
const FIRST = { year: 2026, month: 10 }

/** The block that mailings made at a time are numbered from: by the month in UTC. */
export function blockAt(time: Date): number {
  return Math.max(0, (time.getUTCFullYear() - FIRST.year) * 12 + time.getUTCMonth() - FIRST.month)
}
