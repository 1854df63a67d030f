// Whom a campaign would reach, were it sent now, and what that takes: shown before a send, and frozen with it.
import { countAndStore } from '#app/segments/counts.server.ts'
import type { Segment } from '#app/segments/segments.server.ts'
import { estimateSend } from '#app/sending/estimate.server.ts'
import { countOftenMailed, type Frequency } from '#app/sending/frequency.server.ts'
import type { Manifest } from '#app/sending/manifest.ts'
import type { Settings } from '#app/settings/settings.server.ts'

type FrequencySettings = Pick<Settings, 'frequencyOn' | 'frequencyMost' | 'frequencyDays'>

/** The shop's limit of e-mails for a member; null where it has none, or not for this campaign. */
export function frequencyOf(
  { frequencyExempt }: { frequencyExempt: boolean },
  { frequencyOn, frequencyMost, frequencyDays }: FrequencySettings,
): Frequency | null {
  return frequencyOn && !frequencyExempt ? { most: frequencyMost, days: frequencyDays } : null
}

/** Counts the members of a segment, and stores the segment's own count. */
export async function countAudience(
  tenantId: number,
  segment: Segment,
  frequency: Frequency | null,
): Promise<Manifest> {
  const count = await countAndStore(tenantId, segment)
  const often = frequency ? await countOftenMailed(tenantId, segment.rules, frequency) : 0
  const reachable = Math.max(0, count.reachable - often)
  const skipped = { ...count.skipped, ...(often > 0 && { 'too-often': often }) }
  return { members: count.members, reachable, skipped, ...(await estimateSend(reachable)) }
}
