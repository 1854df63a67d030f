// What processes cost, in time of the processor as the kernel counts it: it stays near to what it is however busy the machine.
import { readdirSync, readFileSync } from 'node:fs'

/** Ticks of /proc, 100 a second on every Linux that Node runs on. */
const TICK_US = 10_000

/** Whether this machine can tell. */
export const canMeasure = process.platform === 'linux'

/** Microseconds that these processes have used, with all that they have started and those that have ended of them. */
export function usedBy(roots: number[]): number {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const stats = new Map(all.flatMap((pid) => statOf(Number(pid)) ?? []))
  const isOurs = (pid: number): boolean => {
    for (let at: number | undefined = pid, steps = 0; at && steps < 50; at = stats.get(at)?.parent, steps += 1)
      if (roots.includes(at)) return true
    return false
  }
  let ticks = 0
  for (const [pid, stat] of stats) if (isOurs(pid)) ticks += stat.ticks
  return ticks * TICK_US
}

type Stat = { parent: number; ticks: number }

function statOf(pid: number): [[number, Stat]] | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
    const [parent, ...used] = [1, 11, 12, 13, 14].map((place) => Number(fields[place]))
    return [[pid, { parent: parent ?? 0, ticks: used.reduce((sum, each) => sum + each, 0) }]]
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}
