// What the start of a mailing foretold, frozen with it, so that what happened can be read beside it.
import type { LeftOutReason } from '#app/members/core/consent.ts'

export type Manifest = {
  /** Everybody it was for. */
  members: number
  /** Those who would get it. */
  reachable: number
  /** Why the others would not. */
  skipped: Partial<Record<LeftOutReason, number>>
  seconds: number | null
  dollars: number
}

/** What several mailings foretold, together. */
export function sumOf(manifests: Manifest[]): Manifest {
  const skipped: Manifest['skipped'] = {}
  for (const manifest of manifests)
    for (const [reason, count] of Object.entries(manifest.skipped) as [LeftOutReason, number][])
      skipped[reason] = (skipped[reason] ?? 0) + count
  const sum = (read: (manifest: Manifest) => number) => manifests.reduce((total, each) => total + read(each), 0)
  return {
    members: sum(({ members }) => members),
    reachable: sum(({ reachable }) => reachable),
    skipped,
    seconds: manifests.some(({ seconds }) => seconds === null) ? null : sum(({ seconds }) => seconds ?? 0),
    dollars: sum(({ dollars }) => dollars),
  }
}
