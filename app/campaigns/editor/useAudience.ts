import { useFetcher } from '@remix-run/react'
import { useEffect } from 'react'
import type { SampleMember } from '#app/segments/sample.server.ts'
import type { Manifest } from '#app/sending/manifest.ts'

type Asked = { segmentId: number | null; frequencyExempt: boolean }
type Answer = Asked & { audience: Manifest; members: SampleMember[] }

/** Whom a campaign to the segment would reach right now; null while it is counted and while none is chosen. */
export function useAudience({ segmentId, frequencyExempt }: Asked): Answer | null {
  const { load, data } = useFetcher<Answer>()
  useEffect(() => {
    if (segmentId) load(`/app/campaigns/audience?segment=${segmentId}${frequencyExempt ? '&exempt=1' : ''}`)
  }, [segmentId, frequencyExempt, load])
  return data?.segmentId === segmentId && data?.frequencyExempt === frequencyExempt ? (data ?? null) : null
}
