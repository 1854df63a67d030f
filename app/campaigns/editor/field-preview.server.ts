// The preview as the editor needs it: with what is wrong beside the field that it is wrong in.
import { checkHtml } from '#app/mail/check/check.ts'
import { lineProblems } from '#app/mail/check/check-placeholders.ts'
import { withDesign } from '../send/designed.server.ts'
import type { DraftErrors } from '../actions.ts'
import type { CampaignDraft } from '../draft.ts'
import { type Preview, previewCampaign } from './preview.server.ts'

export type FieldPreview = Preview & { errors: DraftErrors }

export async function previewFields(
  tenantId: number,
  written: CampaignDraft,
  memberId?: string,
): Promise<FieldPreview> {
  const made = await withDesign(tenantId, written, { fresh: false })
  const { draft } = made
  const preview = await previewCampaign(tenantId, draft, memberId)
  const { unsafe, problems } = checkHtml(draft.html)
  const first = {
    subject: lineProblems(draft.subject)[0],
    preheader: lineProblems(draft.preheader)[0],
    html: [...unsafe, ...problems][0],
  }
  const errors = Object.fromEntries(Object.entries(first).flatMap(([field, text]) => (text ? [[field, text]] : [])))
  return {
    ...preview,
    problems: [...made.problems, ...preview.problems],
    warnings: [...made.warnings, ...preview.warnings],
    errors,
  }
}
