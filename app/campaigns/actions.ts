// What a campaign's page can ask for, and what it is answered.
import { parseMemberId } from '#app/members/core/names.ts'
import { mailAddress } from '#app/platform/text/mail-address-field.ts'
import { z } from 'zod'
import { campaignForm, type CampaignDraft, MAX_NAME } from './draft.ts'

const memberId = z
  .string()
  .refine((id) => parseMemberId(id) !== null)
  .optional()

const campaignAction = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('save'), draft: campaignForm }),
  z.object({ intent: z.literal('send'), draft: campaignForm }),
  z.object({
    intent: z.literal('test'),
    draft: campaignForm,
    address: mailAddress,
    memberId,
  }),
  z.object({
    intent: z.literal('save-template'),
    draft: campaignForm,
    name: z.string().trim().min(1, 'Give the template a name').max(MAX_NAME, `Use at most ${MAX_NAME} characters`),
  }),
  z.object({ intent: z.enum(['pause', 'resume', 'cancel', 'duplicate', 'delete']) }),
])
export type CampaignAction = z.infer<typeof campaignAction>

const beingWritten = z.string().max(2000)

/** What is being written may still be too long to save; it is shown all the same. */
export const previewQuestion = z.object({
  draft: campaignForm.extend({ name: beingWritten, subject: beingWritten, preheader: beingWritten }),
  memberId,
})

export type DraftErrors = Partial<Record<keyof CampaignDraft, string>>

/** Errors stand beside their fields, problems keep the campaign from being sent, `test` is about the test e-mail. */
export type CampaignAnswer = {
  toast?: string
  errors?: DraftErrors
  problems?: string[]
  test?: string
  /** What SES said of the test, word for word. */
  testDetail?: string
  /** Why a design was not kept as a template. */
  template?: string
}

/** HTML that is not kept: told beside the field for it, which a designed e-mail has not. */
export const unsafeAnswer = ({ design }: CampaignDraft, unsafe: string): CampaignAnswer =>
  design ? { problems: [unsafe] } : { errors: { html: unsafe } }

export type ReadAction = { ok: true; action: CampaignAction } | { ok: false; answer: CampaignAnswer }

/** Reads what a page asks for; what is wrong is named beside the field that it is wrong in. */
export function readAction(body: unknown): ReadAction {
  const read = campaignAction.safeParse(body)
  if (read.success) return { ok: true, action: read.data }
  const errors: Record<string, string> = {}
  let test: string | undefined
  let template: string | undefined
  for (const { path, message } of read.error.issues) {
    if (path[0] === 'address') test ??= message
    else if (path[0] === 'name') template ??= message
    else if (path[0] === 'draft') errors[String(path[1])] ??= message
  }
  return { ok: false, answer: { errors, ...(test && { test }), ...(template && { template }) } }
}
