import { useFetcher } from '@remix-run/react'
import { useState } from 'react'
import { useForm } from '#app/ui/forms/useForm.ts'
import type { CampaignAnswer } from '../actions.ts'
import type { CampaignDraft } from '../draft.ts'
import { useCampaignToasts } from '../useCampaignToasts.ts'

/** A draft while it is written: what it holds, what of it is not saved, and what its page answered. */
export function useEditor(saved: CampaignDraft) {
  const fetcher = useFetcher<CampaignAnswer>()
  const form = useForm({ saved, answer: fetcher.data })
  const [busyWith, setBusyWith] = useState('')
  useCampaignToasts(fetcher)
  const isBusy = fetcher.state !== 'idle'
  const ask = (intent: string, more: Record<string, string> = {}) => {
    setBusyWith(intent)
    form.sending()
    fetcher.submit({ intent, draft: form.fields, ...more }, { method: 'post', encType: 'application/json' })
  }
  const { problems = [], ...answer } = (isBusy ? undefined : fetcher.data) ?? {}
  const { test, testDetail, toast, template } = answer
  return {
    draft: form.fields,
    errors: form.errors,
    change: form.change,
    discard: form.discard,
    dirty: form.dirty,
    ask,
    busyWith: isBusy ? busyWith : null,
    /** What became of a test e-mail, when that was asked for last. */
    tested: busyWith === 'test' ? { error: test, detail: testDetail, sentTo: toast } : {},
    /** What became of keeping the design as a template, when that was asked for last. */
    kept: busyWith === 'save-template' ? { error: template, saved: toast } : {},
    /** What the page refused; something else may be wrong with a draft that was changed since. */
    problems: [...(form.asSent ? problems : []), ...(form.errors.design ? [form.errors.design] : [])],
  }
}
