// What a shop decides about its e-mails, and the form that changes it: one schema for the browser and the server.
import { z } from 'zod'

type PointsSource = 'orders' | 'metafield'
type RatesOver = 'delivered' | 'sent'

export type Settings = {
  senderName: string | null
  senderEmail: string | null
  replyTo: string | null
  postalAddress: string | null
  trackOpens: boolean
  trackClicks: boolean
  utm: boolean
  utmMedium: string
  pointsSource: PointsSource
  /** Points for one unit of the shop's currency. */
  pointsPerUnit: number
  /** `namespace.key` of the customer metafield that holds the points. */
  pointsMetafield: string | null
  smsFollowsEmail: boolean
  ratesOver: RatesOver
}

const PATTERNS = {
  metafield: /^[\w$:-]{2,255}\.[\w-]{2,64}$/,
  utm: /^[A-Za-z0-9._~-]{1,64}$/,
} as const

const trimmed = (longest: number) => z.string().trim().max(longest, `At most ${longest} characters`)
// A line break or an angle bracket in a header would let a name forge another header or address.
const headerText = (longest: number) =>
  trimmed(longest).refine((text) => !/[\r\n<>"]/.test(text), 'Leave out quotation marks, < and >')
const address = z.union([z.literal(''), z.email('Enter an e-mail address such as hello@example.com')])
const empty = (text: string) => (text === '' ? null : text)

const settingsForm = z
  .object({
    senderName: headerText(100).transform(empty),
    senderEmail: z.string().trim().pipe(address).transform(empty),
    replyTo: z.string().trim().pipe(address).transform(empty),
    postalAddress: trimmed(300)
      .min(1, 'The law in most countries asks for a postal address in each marketing e-mail')
      .refine((text) => text.length >= 10, 'Enter the whole address: street, place and country'),
    trackOpens: z.boolean(),
    trackClicks: z.boolean(),
    utm: z.boolean(),
    utmMedium: z
      .string()
      .trim()
      .regex(PATTERNS.utm, 'Use letters, digits, dots, hyphens and underscores, such as email'),
    pointsSource: z.enum(['orders', 'metafield']),
    pointsPerUnit: z
      .string()
      .trim()
      .regex(/^\d{1,6}([.,]\d{1,2})?$/, 'Enter a number such as 1 or 0.5')
      .transform((text) => Number(text.replace(',', '.'))),
    pointsMetafield: z.string().trim().transform(empty),
    smsFollowsEmail: z.boolean(),
    ratesOver: z.enum(['delivered', 'sent']),
  })
  .superRefine((form, context) => {
    if (form.pointsSource !== 'metafield') return
    if (form.pointsMetafield && PATTERNS.metafield.test(form.pointsMetafield)) return
    context.addIssue({
      code: 'custom',
      path: ['pointsMetafield'],
      message: 'Enter namespace and key with a dot between, such as loyalty.points',
    })
  }) satisfies z.ZodType<Settings>

/** The form's fields as the page holds them, before they are checked. */
export type SettingsFields = z.input<typeof settingsForm>
export type SettingsErrors = Partial<Record<keyof SettingsFields, string>>

/** The fields that show these settings. */
export function toFields(settings: Settings): SettingsFields {
  return {
    ...settings,
    senderName: settings.senderName ?? '',
    senderEmail: settings.senderEmail ?? '',
    replyTo: settings.replyTo ?? '',
    postalAddress: settings.postalAddress ?? '',
    pointsPerUnit: String(settings.pointsPerUnit),
    pointsMetafield: settings.pointsMetafield ?? '',
  }
}

export type CheckedSettings = { ok: true; settings: Settings } | { ok: false; errors: SettingsErrors }

/** Checks the form; the errors name one thing to mend for each field. */
export function checkSettings(fields: unknown): CheckedSettings {
  const checked = settingsForm.safeParse(fields)
  if (checked.success) return { ok: true, settings: checked.data }
  const errors: Record<string, string> = {}
  for (const issue of checked.error.issues) errors[String(issue.path[0])] ??= issue.message
  return { ok: false, errors }
}
