import { differs } from '#app/ui/forms/form-errors.ts'
import type { CampaignDraft } from '../draft.ts'

const LABELS: Record<keyof CampaignDraft, string> = {
  name: 'campaign name',
  subject: 'subject',
  preheader: 'preheader',
  html: 'HTML',
  design: 'design',
  segmentId: 'segment',
  trackOpens: 'open tracking',
  trackClicks: 'click tracking',
  utm: 'UTM tracking',
  frequencyExempt: 'email limit',
}

/** What two versions of a draft have otherwise, as the editor calls it. */
export function changedFields(one: CampaignDraft, other: CampaignDraft): string[] {
  const names = Object.keys(LABELS) as (keyof CampaignDraft)[]
  return names.filter((name) => differs({ it: one[name] }, { it: other[name] })).map((name) => LABELS[name])
}
