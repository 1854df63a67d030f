// A campaign as the merchant writes it: one schema for the editor and the server.
import { LARGEST_INT } from '#app/platform/text/bounds.ts'
import { type MailDocument, readDocument } from '#app/designer/document.ts'
import type { Utm } from '#app/sending/compile.server.ts'
import { z } from 'zod'

/** A mail program clips far smaller e-mails. */
export const MAX_HTML_BYTES = 1_000_000

export const MAX_NAME = 120

/** What the HTML is made of; null where its author brings it. */
const design = z
  .unknown()
  .transform((json, context): MailDocument | null => {
    if (json === null || json === undefined) return null
    const read = readDocument(json)
    if (read.ok) return read.document
    context.addIssue(read.problem)
    return z.NEVER
  })
  .optional()

export const campaignForm = z.object({
  name: z.string().trim().min(1, 'Give the campaign a name').max(MAX_NAME, `Use at most ${MAX_NAME} characters`),
  subject: z.string().trim().max(250, 'Use at most 250 characters'),
  preheader: z.string().trim().max(250, 'Use at most 250 characters'),
  html: z.string().max(MAX_HTML_BYTES, 'This HTML is larger than 1 MB'),
  design,
  segmentId: z.number().int().positive().max(LARGEST_INT).nullable(),
  trackOpens: z.boolean(),
  trackClicks: z.boolean(),
  utm: z.boolean(),
  /** Goes to members whom the shop's limit of e-mails would leave out. */
  frequencyExempt: z.boolean().default(false),
})

export type CampaignDraft = z.infer<typeof campaignForm>

/** What of a draft somebody has written: HTML that is made of a design is not. */
export const writtenOf = (draft: CampaignDraft): CampaignDraft =>
  campaignForm.parse(draft.design ? { ...draft, html: '' } : draft)

/** It has no mailing yet, and may still be changed or, once it is no more scheduled, deleted. */
const BEFORE_START = ['draft', 'scheduled', 'missed', 'stopped'] as const
type BeforeStart = (typeof BEFORE_START)[number]

/** Missed is one whose time passed while nothing could start it; stopped one that at its time was not ready. */
export type CampaignStatus = BeforeStart | 'preparing' | 'sending' | 'paused' | 'sent' | 'cancelled'

/** Whether a campaign of this status has begun, so that there is something to tell of it. */
export const hasStarted = (status: CampaignStatus): boolean => !BEFORE_START.some((each) => each === status)

export type Campaign = CampaignDraft & {
  campaignId: number
  status: CampaignStatus
  /** What the merchant must know of a pause that the app made; null for one of the merchant's own. */
  pauseReason: string | null
  /** What somebody else, such as SES, said of it word for word. */
  pauseDetail: string | null
  /** Who it comes from; null until it is started. */
  fromEmail: string | null
  /** Who it came from before it was resumed with another sender. */
  pastSenders: { fromEmail: string; until: string }[]
  createdAt: Date
  updatedAt: Date
  /** Of the draft: counts its changes. */
  version: number
  /** The values of UTM parameters, frozen when it was scheduled or started; null before, and for links without. */
  utmValues: Utm | null
  /** When it is to start, or was. */
  scheduledFor: Date | null
  /** What kept it from starting at its time, as the merchant reads it; null for one that was not stopped. */
  heldProblems: string[] | null
  archivedAt: Date | null
  startedAt: Date | null
  finishedAt: Date | null
}
