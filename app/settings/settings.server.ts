// A shop's settings and its API keys. Owns settings and api_keys.
import { clock } from '#app/platform/clock.server.ts'
import { rows } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { z } from 'zod'
import { type Brand, brandOf, CORNERS, FONT_NAMES, socialLink } from './brand.ts'
import { type Settings, tier } from './settings.ts'

export type { Settings } from './settings.ts'

/** The settings of a shop; those of a shop that never saved any are the defaults of the table. */
export async function getSettings(tenantId: number): Promise<Settings> {
  const { tenantId: _, updatedAt: __, ...settings } = await findOrMake(tenantId)
  return {
    ...settings,
    ...drawn.parse(settings),
    pointsPerUnit: Number(settings.pointsPerUnit),
    tiers: tiers.parse(settings.tiers),
  }
}

async function findOrMake(tenantId: number) {
  const where = { tenantId }
  const found = await rows().settings.findUnique({ where })
  if (found) return found
  await rows().settings.upsert({ where, create: { tenantId, updatedAt: clock.now() }, update: {}, ...WRITTEN })
  return rows().settings.findUniqueOrThrow({ where })
}

/** What a write answers with: of an enum Prisma would have the text, which tables on several machines do not tell. */
const WRITTEN = { select: { tenantId: true } } as const

const tiers = z.array(tier)
/** What the table keeps as any text. */
const drawn = z.object({
  headingFont: z.enum(FONT_NAMES),
  bodyFont: z.enum(FONT_NAMES),
  corners: z.enum(CORNERS),
  socialLinks: z.array(socialLink),
})

/** The names of the shop's tiers, the lowest first. */
export async function listTiers(tenantId: number): Promise<string[]> {
  const row = await rows().settings.findUnique({ where: { tenantId }, select: { tiers: true } })
  return tiers.parse(row?.tiers ?? []).map(({ name }) => name)
}

/** How the shop looks, in its e-mails and on its pages for recipients. */
export async function getBrand(tenantId: number): Promise<Brand> {
  return brandOf(await getSettings(tenantId))
}

/** Changes what `change` names and leaves the rest. */
export async function saveSettings(tenantId: number, change: Partial<Settings>): Promise<void> {
  const row = { ...change, updatedAt: clock.now() }
  await findOrMake(tenantId)
  // Not in the upsert: tables on several machines let it set no enum.
  await rows().settings.updateMany({ where: { tenantId }, data: row })
}

/** Whether the set-up guide may still be shown. */
export async function isGuideDismissed(tenantId: number): Promise<boolean> {
  const row = await rows().settings.findUnique({ where: { tenantId }, select: { guideDismissedAt: true } })
  return row?.guideDismissedAt != null
}

/** Puts the set-up guide away for good. */
export async function dismissGuide(tenantId: number): Promise<void> {
  const now = clock.now()
  const row = { guideDismissedAt: now, updatedAt: now }
  await rows().settings.upsert({
    where: { tenantId },
    create: { tenantId, ...row },
    update: { guideDismissedAt: now },
    ...WRITTEN,
  })
}

export type Sender = {
  fromName: string
  fromEmail: string
  replyTo: string | null
  /** Null until the shop has given it; without it nothing may be sent. */
  postalAddress: string | null
}

/** Who a shop's e-mails come from: what it has set, else its name and an address of the app's own sending domain. */
export function senderOf(tenant: { shop: string; name: string }, settings: Settings): Sender {
  const handle = tenant.shop.replace(/\.myshopify\.com$/, '')
  return {
    fromName: settings.senderName ?? (tenant.name || handle),
    fromEmail: settings.senderEmail ?? `${handle}@${env().MAIL_DOMAIN}`,
    replyTo: settings.replyTo,
    postalAddress: settings.postalAddress,
  }
}
