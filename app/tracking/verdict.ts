// Was it a person? Every hit gets a verdict with its reason. Headline numbers count persons and image proxies (which
// fetch when a person looks); what scanners and prefetchers do is kept and shown beside.
import { isbot } from 'isbot'
import type { Client, Device, Verdict } from './events.ts'

export type HitKind = 'open' | 'click' | 'unsubscribe'
export type HitHeaders = { method: string; userAgent: string; purpose: string }
export type Reader = { verdict: Exclude<Verdict, 'none'>; reason: string; device: Device; client: Client }

type Rule = { reason: string; pattern: RegExp; open: Reader['verdict']; client?: Client }

// Whatever fetches images for a mail client never follows a link for a person.
const PROXIES: Rule[] = [
  // Gmail's prefetch looks like this odd browser; it comes before anybody has opened the mail.
  { reason: 'gmail-prefetch', pattern: /Edge\/12\.246 Mozilla\/5\.0$/, open: 'machine', client: 'gmail' },
  { reason: 'gmail-proxy', pattern: /GoogleImageProxy/, open: 'proxy', client: 'gmail' },
  { reason: 'yahoo-proxy', pattern: /YahooMailProxy/, open: 'proxy', client: 'yahoo' },
  // Apple's privacy proxy says nothing more than this. It may load images nobody looks at, as the panel's note says.
  { reason: 'apple-privacy-proxy', pattern: /^Mozilla\/5\.0$/, open: 'proxy', client: 'appleMail' },
]

const CLIENTS: [Client, RegExp][] = [
  ['thunderbird', /Thunderbird\//],
  ['outlook', /Microsoft Outlook|Microsoft Office|MSOffice|Outlook-(iOS|Android)/],
  ['yahoo', /YahooMobile|Yahoo.{0,4}Mail/],
  ['gmail', /Gmail|\bGSA\//],
  // WebKit that names no browser is Apple's mail view.
  ['appleMail', /\((Macintosh|iPhone|iPad)(?!.*(Safari|Chrome|CriOS|FxiOS)).*AppleWebKit/],
  ['browser', /Mozilla\/5\.0 \(.*(Safari|Chrome|Firefox|Edg)/],
]

const PREFETCH = /prefetch|prerender|preview/i

/** Judges a hit by what its headers say. */
export function readerOf(kind: HitKind, { method, userAgent, purpose }: HitHeaders): Reader {
  const known = knownAgent(userAgent)
  const verdict = known.proxy && kind !== 'open' ? 'machine' : known.verdict
  if (method === 'HEAD') return { ...known, verdict: 'machine', reason: 'head-request' }
  if (PREFETCH.test(purpose)) return { ...known, verdict: 'machine', reason: 'prefetch-header' }
  return { verdict, reason: known.reason, device: known.device, client: known.client }
}

type Agent = Reader & { proxy: boolean }

// The bot list is one large expression (2 us); agents repeat, so that judging one costs a look-up.
const agents = new Map<string, Agent>()
const AGENTS_KEPT = 5_000

function knownAgent(userAgent: string): Agent {
  const known = agents.get(userAgent)
  if (known) return known
  const agent = readAgent(userAgent.slice(0, 512))
  if (agents.size >= AGENTS_KEPT) agents.clear()
  agents.set(userAgent, agent)
  return agent
}

function readAgent(userAgent: string): Agent {
  const device = deviceOf(userAgent)
  const proxy = PROXIES.find(({ pattern }) => pattern.test(userAgent))
  if (proxy) {
    const { reason, open: verdict, client = 'unknown' } = proxy
    return { verdict, reason, client, device: 'unknown', proxy: true }
  }
  const client = CLIENTS.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? 'unknown'
  if (userAgent === '') return { verdict: 'machine', reason: 'no-user-agent', client, device, proxy: false }
  const isMail = client !== 'unknown' && client !== 'browser'
  if (!isMail && isbot(userAgent)) return { verdict: 'machine', reason: 'bot-user-agent', client, device, proxy: false }
  return { verdict: 'human', reason: isMail ? 'mail-client' : 'browser', client, device, proxy: false }
}

function deviceOf(userAgent: string): Device {
  if (/iPad|Tablet|Android(?!.*Mobile)/.test(userAgent)) return 'tablet'
  if (/iPhone|Mobile|Android|Outlook-iOS/.test(userAgent)) return 'mobile'
  return /Windows|Macintosh|X11|Linux|CrOS/.test(userAgent) ? 'desktop' : 'unknown'
}
