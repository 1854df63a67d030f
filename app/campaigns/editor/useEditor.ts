import { useFetcher } from '@remix-run/react'
import { useEffect, useState } from 'react'
import { useForm } from '#app/ui/forms/useForm.ts'
import type { CampaignAnswer } from '../actions.ts'
import type { CampaignDraft } from '../draft.ts'
import type { StartTime } from '../start-time.ts'
import { useCampaignToasts } from '../useCampaignToasts.ts'
import { postedOf, useDraftSaver } from './useDraftSaver.ts'

export type EditedCampaign = {
  /** Null for one that is not saved yet: it has no number. */
  campaignId: number | null
  saved: CampaignDraft
  version: number
}

/** A draft while it is written: what it holds, how far it is saved, and what its page answered. */
export function useEditor({ campaignId, saved, version }: EditedCampaign) {
  const fetcher = useFetcher<CampaignAnswer>()
  const form = useForm({ saved, answer: fetcher.data })
  const { saver, state } = useDraftSaver(campaignId, { draft: saved, version }, form.fields)
  const [asked, setAsked] = useState({ intent: '', draft: saved })
  useCampaignToasts(fetcher)
  const { data } = fetcher
  useEffect(() => {
    const posted = data && (data.saved !== undefined || data.changed) ? postedOf(data) : null
    if (posted) saver.note(posted, asked.draft)
    // Once for each answer.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [data])
  const isBusy = fetcher.state !== 'idle'
  const ask = async (intent: string, more: Record<string, string | StartTime> = {}) => {
    const draft = form.fields
    setAsked({ intent, draft })
    form.sending()
    await saver.flush()
    if (saver.state.kind === 'changed') return
    const body = { intent, draft, ...(campaignId !== null && { version: saver.kept.version }), ...more }
    fetcher.submit(body, { method: 'post', encType: 'application/json' })
  }
  const { problems = [], ...answer } = (isBusy ? undefined : data) ?? {}
  const { test, testDetail, toast, template, start } = answer
  const isNew = campaignId === null
  return {
    draft: form.fields,
    errors: form.errors,
    change: form.change,
    /** Whether the Admin's bar of unsaved changes is needed: a draft that has its number saves itself, if it can. */
    unsaved: isNew ? form.dirty : state.kind === 'failed' && saver.hasUnsaved,
    discard: () => form.change(saver.kept.draft),
    state,
    saver,
    takeOther: () => form.change(saver.takeOther() ?? {}),
    ask: (intent: string, more?: Record<string, string | StartTime>) => void ask(intent, more),
    busyWith: isBusy ? asked.intent : null,
    /** What became of a test e-mail, when that was asked for last. */
    tested: asked.intent === 'test' ? { error: test, detail: testDetail, sentTo: toast } : {},
    /** What became of keeping the design as a template, when that was asked for last. */
    kept: asked.intent === 'save-template' ? { error: template, saved: toast } : {},
    /** What was said or asked about the time of a start. */
    answeredStart: asked.intent === 'schedule' ? start : undefined,
    /** What the page refused; something else may be wrong with a draft that was changed since. */
    problems: [...(form.asSent ? problems : []), ...(form.errors.design ? [form.errors.design] : [])],
  }
}
