// How a shop looks, in its e-mails and on the pages for their recipients: chosen once, in Settings > Brand.
import { contrastOf, HEX_COLOR } from '#app/platform/text/contrast.ts'
import { z } from 'zod'

export const FONTS = {
  arial: { label: 'Arial', stack: 'Arial, Helvetica, sans-serif' },
  helvetica: { label: 'Helvetica', stack: "'Helvetica Neue', Helvetica, Arial, sans-serif" },
  verdana: { label: 'Verdana', stack: 'Verdana, Geneva, sans-serif' },
  trebuchet: { label: 'Trebuchet', stack: "'Trebuchet MS', Helvetica, sans-serif" },
  georgia: { label: 'Georgia', stack: "Georgia, 'Times New Roman', serif" },
  times: { label: 'Times', stack: "'Times New Roman', Times, serif" },
  palatino: { label: 'Palatino', stack: "'Palatino Linotype', Palatino, 'Book Antiqua', serif" },
  courier: { label: 'Courier', stack: "'Courier New', Courier, monospace" },
} as const
export type Font = keyof typeof FONTS
export const FONT_NAMES = Object.keys(FONTS) as Font[]

export const CORNERS = ['square', 'soft', 'round'] as const
type Corners = (typeof CORNERS)[number]

/** Networks by the host names that their addresses have. */
const NETWORKS: [name: string, hosts: string[]][] = [
  ['Instagram', ['instagram.com']],
  ['Facebook', ['facebook.com', 'fb.com']],
  ['TikTok', ['tiktok.com']],
  ['YouTube', ['youtube.com', 'youtu.be']],
  ['Pinterest', ['pinterest.com', 'pinterest.de', 'pinterest.fr', 'pinterest.co.uk', 'pin.it']],
  ['X', ['x.com', 'twitter.com']],
  ['LinkedIn', ['linkedin.com']],
  ['Threads', ['threads.net', 'threads.com']],
  ['Snapchat', ['snapchat.com']],
  ['WhatsApp', ['whatsapp.com', 'wa.me']],
  ['Bluesky', ['bsky.app']],
]
export const MOST_SOCIAL_LINKS = 8

export const socialLink = z.object({ name: z.string(), url: z.string() })
export type SocialLink = z.infer<typeof socialLink>

/** An address of the shop's on a network, with the network's name; its host's name where we do not know it; null for none. */
export function readSocialLink(address: string): SocialLink | null {
  const url = URL.parse(address)
  if (url?.protocol !== 'https:' || url.username !== '' || /\s/.test(address)) return null
  const host = url.hostname.replace(/^www\./, '')
  const known = NETWORKS.find(([, hosts]) => hosts.some((each) => host === each || host.endsWith(`.${each}`)))
  return { name: known?.[0] ?? host, url: url.href }
}

/** As it was chosen: null where a default holds. */
export type BrandSettings = {
  logoUrl: string | null
  logoDarkUrl: string | null
  brandColor: string | null
  textColor: string | null
  backgroundColor: string | null
  cardColor: string | null
  headingFont: Font
  bodyFont: Font
  corners: Corners
  socialLinks: SocialLink[]
}

/** As it is drawn: every color is `#rrggbb` in small letters. */
export type Brand = {
  logoUrl: string | null
  /** For dark backgrounds; null where the logo does for both. */
  logoDarkUrl: string | null
  /** Of buttons and links. */
  color: string
  textColor: string
  /** Around the card that a mail is, and on it. */
  backgroundColor: string
  cardColor: string
  headingFont: string
  bodyFont: string
  /** Of buttons, and of cards and images. */
  buttonRadiusPx: number
  radiusPx: number
  socialLinks: SocialLink[]
}

export const BRAND_DEFAULTS = {
  color: '#1a4d3e',
  textColor: '#1f1f1f',
  backgroundColor: '#f3f3f1',
  cardColor: '#ffffff',
} as const

const RADII: Record<Corners, { buttonRadiusPx: number; radiusPx: number }> = {
  square: { buttonRadiusPx: 0, radiusPx: 0 },
  soft: { buttonRadiusPx: 6, radiusPx: 8 },
  round: { buttonRadiusPx: 26, radiusPx: 20 },
}

/** The brand that these settings come to. */
export function brandOf(settings: BrandSettings): Brand {
  return {
    logoUrl: settings.logoUrl,
    logoDarkUrl: settings.logoDarkUrl,
    color: settings.brandColor ?? BRAND_DEFAULTS.color,
    textColor: settings.textColor ?? BRAND_DEFAULTS.textColor,
    backgroundColor: settings.backgroundColor ?? BRAND_DEFAULTS.backgroundColor,
    cardColor: settings.cardColor ?? BRAND_DEFAULTS.cardColor,
    headingFont: FONTS[settings.headingFont].stack,
    bodyFont: FONTS[settings.bodyFont].stack,
    ...RADII[settings.corners],
    socialLinks: settings.socialLinks,
  }
}

/** Of text: https://www.w3.org/TR/WCAG22/#contrast-minimum */
const READABLE = 4.5

/** What is hard to read of the colors chosen, in words; null when nothing is. */
export function textColorProblem({ textColor, cardColor }: { textColor: string; cardColor: string }): string | null {
  const [text, card] = [textColor || BRAND_DEFAULTS.textColor, cardColor || BRAND_DEFAULTS.cardColor]
  if (!HEX_COLOR.test(text) || !HEX_COLOR.test(card) || contrastOf(text, card) >= READABLE) return null
  return 'Text in this color is hard to read on the email’s background: choose a darker or lighter one'
}
