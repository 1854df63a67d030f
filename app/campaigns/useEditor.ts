import { useFetcher } from '@remix-run/react'
import { useState } from 'react'
import { useToast } from '#app/ui/useToast.ts'
import { type CampaignAnswer, isChanged } from './actions.ts'
import type { CampaignDraft } from './draft.ts'

/** A draft while it is written: what it holds, what of it is not saved, and what its page answered. */
export function useEditor(saved: CampaignDraft) {
  const [draft, setDraft] = useState(saved)
  const fetcher = useFetcher<CampaignAnswer>()
  const [busyWith, setBusyWith] = useState('')
  useToast(fetcher.data)
  const isBusy = fetcher.state !== 'idle'
  const ask = (intent: string, more: Record<string, string> = {}) => {
    setBusyWith(intent)
    fetcher.submit({ intent, draft, ...more }, { method: 'post', encType: 'application/json' })
  }
  return {
    draft,
    change: (change: Partial<CampaignDraft>) => setDraft((was) => ({ ...was, ...change })),
    discard: () => setDraft(saved),
    dirty: isChanged(draft, saved),
    ask,
    busyWith: isBusy ? busyWith : null,
    answer: isBusy ? undefined : fetcher.data,
  }
}
