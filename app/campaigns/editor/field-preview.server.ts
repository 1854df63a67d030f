// The preview as the editor needs it: with what is wrong beside the field that it is wrong in.
import { checkHtml } from '#app/mail/check/check.ts'
import { lineProblems } from '#app/mail/check/check-placeholders.ts'
import type { DraftErrors } from '../actions.ts'
import type { CampaignDraft } from '../draft.ts'
import { type Preview, previewCampaign } from './preview.server.ts'

export type FieldPreview = Preview & { errors: DraftErrors }

export async function previewFields(tenantId: number, draft: CampaignDraft, memberId?: string): Promise<FieldPreview> {
  const preview = await previewCampaign(tenantId, draft, memberId)
  const { unsafe, problems } = checkHtml(draft.html)
  const first = {
    subject: lineProblems(draft.subject)[0],
    preheader: lineProblems(draft.preheader)[0],
    html: [...unsafe, ...problems][0],
  }
  const errors = Object.fromEntries(Object.entries(first).flatMap(([field, text]) => (text ? [[field, text]] : [])))
  return { ...preview, errors }
}
