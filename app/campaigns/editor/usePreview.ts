import { useFetcher } from '@remix-run/react'
import { useEffect } from 'react'
import { useDebounced } from '#app/ui/hooks/useDebounced.ts'
import type { CampaignDraft } from '../draft.ts'
import type { FieldPreview } from './field-preview.server.ts'

const PAUSE = 400

/** The e-mail as `memberId` would get it, made anew a moment after the draft changed. */
export function usePreview(draft: CampaignDraft, memberId: string): { preview: FieldPreview | null; loading: boolean } {
  const fetcher = useFetcher<FieldPreview>()
  const question = useDebounced(JSON.stringify({ draft, ...(memberId ? { memberId } : {}) }), PAUSE)
  const { submit } = fetcher
  useEffect(() => {
    submit(JSON.parse(question), { method: 'post', action: '/app/campaigns/preview', encType: 'application/json' })
  }, [question, submit])
  return { preview: fetcher.data ?? null, loading: fetcher.state !== 'idle' }
}
