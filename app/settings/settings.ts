// What a shop decides about its e-mails, and the form that changes it: one schema for the browser and the server.
import { foldCase } from '#app/platform/text/fold-case.ts'
import { HEX_COLOR } from '#app/platform/text/contrast.ts'
import { mailAddress } from '#app/platform/text/mail-address-field.ts'
import { z } from 'zod'
import { formatDecimal } from '#app/ui/format/format.ts'
import {
  type BrandSettings,
  CORNERS,
  FONT_NAMES,
  MOST_SOCIAL_LINKS,
  readSocialLink,
  type SocialLink,
  textColorProblem,
} from './brand.ts'
import { parseMetafield } from './metafield.ts'

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
  /** By the points that each begins at, the lowest first. */
  tiers: Tier[]
  smsFollowsEmail: boolean
  ratesOver: RatesOver
  /** Which e-mails may be tracked at all; those of the system never are. */
  trackMarketing: boolean
  trackTransactional: boolean
  /** Whether marketing e-mails carry a link that only machines follow. */
  honeypot: boolean
  /** For how long opens, clicks and recipients are kept after the last e-mail of what they belong to. */
  eventsKeptDays: number
  /** For how long full internet addresses are; 0 is not at all. */
  addressesKeptDays: number
  /** How late a scheduled campaign may still start by itself. */
  startWindowMinutes: number
  /** Whether a member gets at most so many campaigns and bulk e-mails in so many days. */
  frequencyOn: boolean
  frequencyMost: number
  frequencyDays: number
} & BrandSettings

/** From the shortest to the longest. */
export const EVENTS_KEPT_DAYS = [30, 90, 180, 365, 730] as const
const ADDRESSES_KEPT_DAYS = [0, 30] as const
export const START_WINDOW_MINUTES = [15, 60, 180, 360, 720] as const

type Tier = z.infer<typeof tier>
export const tier = z.object({ name: z.string(), points: z.number().int() })

const PATTERNS = {
  utm: /^[A-Za-z0-9._~-]{1,64}$/,
} as const

const MOST_TIERS = 10

const trimmed = (longest: number) => z.string().trim().max(longest, `Use at most ${longest} characters`)
// A line break or an angle bracket in a header would let a name forge another header or address.
const headerText = (longest: number) =>
  trimmed(longest).refine((text) => !/[\r\n<>"]/.test(text), 'Remove quotation marks, < and >')
/** Nothing fills them there, and readers would see them. */
const withoutTags = (text: string) => !/\{\{|\}\}|\*\||\|\*/.test(text)
const NO_TAGS = 'Placeholders don’t work here: enter the text itself'
const empty = (text: string) => (text === '' ? null : text)
const optionalAddress = z.string().trim().transform(empty).pipe(mailAddress.nullable())

const isHttps = (text: string) => URL.canParse(text) && new URL(text).protocol === 'https:' && !/\s/.test(text)

/** `Gold 1000` or `Gold: 1000`, read from its end: an expression would begin anew at every blank, in quadratic time. */
function readTier(line: string): Tier | null {
  const beforePoints = cutEnd(line, /\d/)
  const name = cutEnd(beforePoints, /[\s:,;=]/)
  const points = line.slice(beforePoints.length)
  if (name === '' || name.length > 40 || name === beforePoints || !/^\d{1,9}$/.test(points)) return null
  return { name, points: Number(points) }
}

function cutEnd(text: string, character: RegExp): string {
  let end = text.length
  while (end > 0 && character.test(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

/** One tier a line, its points last. */
const tiersText = trimmed(1000).transform((text, context): Tier[] => {
  const lines = text.split('\n').map((line) => line.trim())
  const tiers = lines.filter(Boolean).map(readTier)
  const known = tiers.filter((each) => each !== null)
  const refuse = (message: string) => {
    context.addIssue(message)
    return z.NEVER
  }
  if (known.length < tiers.length)
    return refuse('Enter one tier per line: its name, then its points, such as Gold 1000')
  if (known.length > MOST_TIERS) return refuse(`Use at most ${MOST_TIERS} tiers`)
  if (new Set(known.map(({ name }) => foldCase(name))).size < known.length)
    return refuse('Give each tier a different name')
  if (new Set(known.map(({ points }) => points)).size < known.length)
    return refuse('Start each tier at different points')
  return known.toSorted((one, other) => one.points - other.points)
})

const imageAddress = trimmed(500)
  .refine((text) => text === '' || isHttps(text), 'Enter the full address of an image, beginning with https://')
  .transform(empty)
const optionalColor = trimmed(7)
  .refine((text) => text === '' || HEX_COLOR.test(text), 'Enter # and six digits, such as #1a4d3e')
  .transform((text) => empty(text.toLowerCase()))

/** One address a line. */
const socialText = trimmed(2000).transform((text, context): SocialLink[] => {
  const lines = text.split('\n').map((line) => line.trim())
  const links = lines.filter(Boolean).map(readSocialLink)
  const known = links.filter((each) => each !== null)
  const refuse = (message: string) => {
    context.addIssue(message)
    return z.NEVER
  }
  if (known.length < links.length)
    return refuse('Enter one full address per line, such as https://instagram.com/yourstore')
  if (known.length > MOST_SOCIAL_LINKS) return refuse(`Use at most ${MOST_SOCIAL_LINKS} links`)
  return known
})

/** What a list of choices holds as text. */
const oneOf = (numbers: readonly number[]) =>
  z
    .string()
    .refine((text) => numbers.map(String).includes(text), 'Choose one of the list')
    .transform(Number)

/** From 1 to `most`, as it is typed. */
const wholeNumber = (most: number) =>
  z
    .string()
    .trim()
    .refine(
      (text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= most,
      `Enter a number from 1 to ${most}`,
    )
    .transform(Number)

const settingsForm = z
  .object({
    senderName: headerText(100).refine(withoutTags, NO_TAGS).transform(empty),
    senderEmail: optionalAddress,
    replyTo: optionalAddress,
    postalAddress: trimmed(300)
      .min(1, 'Enter a postal address: most countries require one in every marketing email')
      .refine((text) => text.length >= 10, 'Enter the full address: street, city, and country')
      .refine(withoutTags, NO_TAGS),
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
      .regex(/^\d{1,6}([.,]\d{1,2})?$/, { error: () => `Enter a number such as 1 or ${formatDecimal(0.5)}` })
      .transform((text) => Number(text.replace(',', '.'))),
    pointsMetafield: trimmed(320).transform(empty),
    tiers: tiersText,
    smsFollowsEmail: z.boolean(),
    ratesOver: z.enum(['delivered', 'sent']),
    trackMarketing: z.boolean(),
    trackTransactional: z.boolean(),
    honeypot: z.boolean(),
    eventsKeptDays: oneOf(EVENTS_KEPT_DAYS),
    addressesKeptDays: oneOf(ADDRESSES_KEPT_DAYS),
    logoUrl: imageAddress,
    logoDarkUrl: imageAddress,
    brandColor: optionalColor,
    textColor: optionalColor,
    backgroundColor: optionalColor,
    cardColor: optionalColor,
    headingFont: z.enum(FONT_NAMES),
    bodyFont: z.enum(FONT_NAMES),
    corners: z.enum(CORNERS),
    socialLinks: socialText,
    startWindowMinutes: oneOf(START_WINDOW_MINUTES),
    frequencyOn: z.boolean(),
    frequencyMost: wholeNumber(30),
    frequencyDays: wholeNumber(730),
  })
  .superRefine((form, context) => {
    const faint = textColorProblem({ textColor: form.textColor ?? '', cardColor: form.cardColor ?? '' })
    if (faint) context.addIssue({ code: 'custom', path: ['textColor'], message: faint })
    // Who was mailed before is not known any more.
    if (form.frequencyOn && form.frequencyDays > form.eventsKeptDays)
      context.addIssue({
        code: 'custom',
        path: ['frequencyDays'],
        message: `Use at most ${form.eventsKeptDays} days: activity is kept for as long (see Privacy)`,
      })
    if (form.pointsSource !== 'metafield') return
    if (form.pointsMetafield && parseMetafield(form.pointsMetafield)) return
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
    pointsPerUnit: formatDecimal(settings.pointsPerUnit),
    pointsMetafield: settings.pointsMetafield ?? '',
    logoUrl: settings.logoUrl ?? '',
    logoDarkUrl: settings.logoDarkUrl ?? '',
    brandColor: settings.brandColor ?? '',
    textColor: settings.textColor ?? '',
    backgroundColor: settings.backgroundColor ?? '',
    cardColor: settings.cardColor ?? '',
    socialLinks: settings.socialLinks.map(({ url }) => url).join('\n'),
    tiers: settings.tiers.map(({ name, points }) => `${name} ${points}`).join('\n'),
    eventsKeptDays: String(settings.eventsKeptDays),
    addressesKeptDays: String(settings.addressesKeptDays),
    startWindowMinutes: String(settings.startWindowMinutes),
    frequencyMost: String(settings.frequencyMost),
    frequencyDays: String(settings.frequencyDays),
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
