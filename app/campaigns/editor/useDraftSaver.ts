import { useEffect, useState } from 'react'
import { differs } from '#app/ui/forms/form-errors.ts'
import type { CampaignAnswer } from '../actions.ts'
import type { CampaignDraft } from '../draft.ts'
import { DraftSaver, type Kept, type Posted, type SaveState } from './draft-saver.ts'

const ANSWER_MS = 20_000

/** Saves what is typed, also when the page is left or out of sight. Without a campaign there is nothing to save to. */
export function useDraftSaver(campaignId: number | null, kept: Kept, draft: CampaignDraft) {
  const [state, setState] = useState<SaveState>({ kind: 'saved' })
  const [saver] = useState(
    () => new DraftSaver(kept, { post: (typed) => post(campaignId, typed), differ: differs, onState: setState }),
  )
  useEffect(() => {
    if (campaignId !== null) saver.type(draft)
  }, [saver, campaignId, draft])
  useEffect(() => {
    const flush = () => void saver.flush()
    const onHide = () => document.visibilityState === 'hidden' && flush()
    const onUnload = (event: BeforeUnloadEvent) => saver.hasUnsaved && event.preventDefault()
    document.addEventListener('visibilitychange', onHide)
    window.addEventListener('beforeunload', onUnload)
    return () => {
      document.removeEventListener('visibilitychange', onHide)
      window.removeEventListener('beforeunload', onUnload)
      flush()
    }
  }, [saver])
  return { saver, state }
}

async function post(campaignId: number | null, { draft, version }: Kept): Promise<Posted> {
  const response = await fetch(`/app/campaigns/${campaignId}/draft`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ intent: 'save', draft, version }),
    signal: AbortSignal.timeout(ANSWER_MS),
  })
  if (response.status === 404) return { kind: 'refused', why: 'this campaign was deleted.' }
  if (response.status >= 500) throw new Error(`the draft answered ${response.status}`)
  const posted = postedOf(await response.json())
  if (!posted) throw new Error('the draft answered nothing')
  return posted
}

/** What an answer says of the draft; null when it says nothing of it. */
export function postedOf({ saved, changed, errors = {}, problems = [] }: CampaignAnswer): Posted | null {
  if (saved !== undefined) return { kind: 'saved', version: saved }
  if (changed) return { kind: 'changed', other: changed }
  const [why] = [...Object.values(errors), ...problems]
  return why === undefined ? null : { kind: 'refused', why }
}
