import { useFetcher } from '@remix-run/react'
import { useEffect } from 'react'
import type { SampleMember } from '#app/segments/sample.server.ts'
import type { SegmentCount } from '#app/segments/segments.server.ts'

type Answer = { segmentId: number; audience: SegmentCount; members: SampleMember[] }

/** Whom a campaign to the segment would reach right now; null while it is counted and while none is chosen. */
export function useAudience(segmentId: number | null): Answer | null {
  const { load, data } = useFetcher<Answer>()
  useEffect(() => {
    if (segmentId) load(`/app/campaigns/audience?segment=${segmentId}`)
  }, [segmentId, load])
  return data?.segmentId === segmentId ? data : null
}
