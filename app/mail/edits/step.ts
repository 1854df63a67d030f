import type { MailState, SkipReason } from '#app/members/core/consent.ts'
import type { MailDraft } from '../draft.ts'

/** Asked for each recipient: why this member is left out, or null. */
export type Gate = (member: MailState) => SkipReason | null
/** Made once for a campaign. */
type Edit = (draft: MailDraft) => MailDraft
export type PipelineStep = { gate: Gate } | { edit: Edit }
