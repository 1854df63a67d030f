// What a campaign's page can ask for, and what it is answered.
import { parseMemberId } from '#app/members/core/names.ts'
import { LARGEST_INT } from '#app/platform/text/bounds.ts'
import { mailAddress } from '#app/platform/text/mail-address-field.ts'
import { z } from 'zod'
import { campaignForm, type CampaignDraft, MAX_NAME } from './draft.ts'
import { startTime } from './start-time.ts'

const memberId = z
  .string()
  .refine((id) => parseMemberId(id) !== null)
  .optional()

const MOST_TESTS = 5

/** Of a test e-mail: one or a few, as they are typed. */
const testAddresses = z
  .string()
  .max(2000, 'Use shorter addresses')
  .transform((text) => [...new Set(text.split(/[\s,;]+/).filter(Boolean))])
  .pipe(z.array(mailAddress).min(1, 'Enter an email address').max(MOST_TESTS, `Use at most ${MOST_TESTS} addresses`))

/** The draft in the editor, and which version of it that began with. */
const written = { draft: campaignForm, version: z.number().int().positive().max(LARGEST_INT).optional() }

const stateIntent = z.enum(['pause', 'resume', 'cancel', 'unschedule', 'start', 'archive', 'unarchive'])
export type StateIntent = z.infer<typeof stateIntent>

const campaignAction = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('save'), ...written }),
  z.object({ intent: z.literal('send'), ...written }),
  z.object({ intent: z.literal('schedule'), ...written, start: startTime }),
  z.object({ intent: z.literal('reschedule'), start: startTime }),
  z.object({
    intent: z.literal('test'),
    draft: campaignForm,
    address: testAddresses,
    memberId,
  }),
  z.object({
    intent: z.literal('save-template'),
    draft: campaignForm,
    name: z.string().trim().min(1, 'Give the template a name').max(MAX_NAME, `Use at most ${MAX_NAME} characters`),
  }),
  z.object({ intent: z.literal('resend'), to: z.enum(['cold', 'missed']), subject: z.string().trim().max(250) }),
  z.object({ intent: z.enum(['duplicate', 'delete']) }),
  z.object({ intent: stateIntent }),
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
  /** The campaign that was just archived, which can be undone. */
  archived?: number
  /** The draft's version, once it is saved. */
  saved?: number
  /** The draft as it was saved elsewhere since: nothing was changed. */
  changed?: { draft: CampaignDraft; version: number }
  /** What is to be said or asked about the time of a start. */
  start?: { problem: string } | { question: string; first: string; second: string }
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
