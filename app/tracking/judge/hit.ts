// Was it a person? Every hit gets a verdict with its reason. Headline numbers count persons and image proxies (which
// fetch when a person looks); what scanners and prefetchers do is kept and shown beside. This room is pure: a verdict can
// be found again from what is kept of a hit.
import { isbot } from 'isbot'
import {
  APPLE_MAIL,
  BROWSERS,
  CLIENTS,
  DEVICES,
  IMAGE_LOADERS,
  MAIL_APPS,
  type Marks,
  NO_BOT,
  OFFICE,
  OFFICE_DISCOVERY,
  SCANNERS,
} from './agent-marks.ts'
import type { Browser, Client, Device, Reason, Seen } from './codes.ts'

/** Of the rules in this room, a smallint. Raised when any of them changes: `hit_log.rules` says which judged a hit. */
export const RULE_VERSION = 1

export type HitKind = 'open' | 'click' | 'unsubscribe'
export type HitHeaders = { method: string; userAgent: string; purpose: string }

export type Judged = Readonly<{ verdict: Seen; reason: Reason; device: Device; client: Client; browser: Browser }>

export type Agent = Readonly<{
  /** What it calls itself, cut: all that judging reads of it, and so all of it that is kept. */
  text: string
  device: Device
  client: Client
  browser: Browser
  /** How it is judged when it asks for an image. */
  open: Judged
  /** And when it follows a link. */
  link: Judged
}>

/** Characters. Longer ones are attacks or toolbars' lists. */
const LONGEST_AGENT = 512
/** Agents in each of two generations: many unknown ones never push out those that are seen again and again. */
const AGENTS_KEPT = 5_000

const PREFETCH = /prefetch|prerender|preview/i

/**
 * Judges a hit by what its headers say. Every kind of prefetch header counts, which the caller joins to `purpose`: Purpose,
 * Sec-Purpose (https://wicg.github.io/nav-speculation/prefetch.html), X-Purpose and X-Moz.
 */
export function judgeHit(kind: HitKind, { method, userAgent, purpose }: HitHeaders): Judged {
  const agent = readAgent(userAgent)
  const judged = kind === 'open' ? agent.open : agent.link
  if (method === 'HEAD') return { ...judged, verdict: 'machine', reason: 'head-request' }
  if (purpose !== '' && PREFETCH.test(purpose)) return { ...judged, verdict: 'machine', reason: 'prefetch-header' }
  return judged
}

/** The headers of a hit that is judged again, by what is kept of it: the agent's text and the reason that was found. */
export const headersAgain = (userAgent: string, reason: Reason): HitHeaders => ({
  method: reason === 'head-request' ? 'HEAD' : 'GET',
  userAgent,
  purpose: reason === 'prefetch-header' ? 'prefetch' : '',
})

/** The user agent, with the name of the email app behind it where X-Requested-With says one. */
export function agentText(userAgent: string, requestedWith: string): string {
  if (!MAIL_APPS.has(requestedWith)) return userAgent
  const app = ` [${requestedWith}]`
  return userAgent.slice(0, LONGEST_AGENT - app.length) + app
}

let agents = new Map<string, Agent>()
let agentsBefore = new Map<string, Agent>()

/** What a user agent says. The list of bots alone takes 2 us; agents repeat, so that reading one mostly is a look-up. */
export function readAgent(userAgent: string): Agent {
  return agents.get(userAgent) ?? remember(userAgent)
}

function remember(userAgent: string): Agent {
  // As a key it would keep its kilobytes.
  if (userAgent.length > LONGEST_AGENT) return read(userAgent.slice(0, LONGEST_AGENT))
  const agent = agentsBefore.get(userAgent) ?? read(userAgent)
  if (agents.size >= AGENTS_KEPT) {
    agentsBefore = agents
    agents = new Map()
  }
  agents.set(userAgent, agent)
  return agent
}

/** Of a hit whose agent is known. */
export type Finding = Pick<Judged, 'verdict' | 'reason'>
type Found = { client: Client; browser: Browser; device: Device; open: Finding; link: Finding }

function read(text: string): Agent {
  const { client, browser, device, open, link } = imageLoader(text) ?? readerOrMachine(text)
  const known = { client, browser, device }
  return { text, ...known, open: { ...open, ...known }, link: { ...link, ...known } }
}

function imageLoader(text: string): Found | null {
  const loader = IMAGE_LOADERS.find(({ is }) => is(text))
  if (!loader) return null
  const { client, reason, open: verdict } = loader
  const link: Finding = { verdict: 'machine', reason: verdict === 'machine' ? reason : 'proxy-followed-link' }
  return { client, browser: 'unknown', device: 'unknown', open: { verdict, reason }, link }
}

function readerOrMachine(text: string): Found {
  const app = clientOf(text)
  const browser = app === 'unknown' ? firstMarked(BROWSERS, text) : 'unknown'
  const client = browser === 'unknown' ? app : 'browser'
  const known = { client, browser, device: deviceOf(text) }
  const open = judgeImage(text, client)
  const link: Finding =
    app === 'outlook' && OFFICE.test(text) ? { verdict: 'machine', reason: 'office-link-check' } : open
  return { ...known, open, link }
}

function judgeImage(text: string, client: Client): Finding {
  if (text.trim() === '') return { verdict: 'machine', reason: 'no-user-agent' }
  if (OFFICE_DISCOVERY.test(text)) return { verdict: 'machine', reason: 'office-link-check' }
  if (SCANNERS.test(text)) return { verdict: 'machine', reason: 'security-scanner' }
  // Email apps look like nothing a list of bots knows.
  if (client !== 'unknown' && client !== 'browser') return { verdict: 'human', reason: 'mail-client' }
  if (isbot(text) && !text.includes(NO_BOT)) return { verdict: 'machine', reason: 'bot-user-agent' }
  return { verdict: 'human', reason: client === 'browser' ? 'browser' : 'unknown-agent' }
}

function clientOf(text: string): Client {
  return APPLE_MAIL.test(text) ? 'appleMail' : firstMarked(CLIENTS, text)
}

function deviceOf(text: string): Device {
  if (!text.includes('Android') || text.includes('Windows')) return firstMarked(DEVICES, text)
  // A browser says Mobile on a phone (https://developer.chrome.com/docs/multidevice/user-agent); an app says neither.
  return text.startsWith('Mozilla/') && !text.includes('Mobile') ? 'tablet' : 'mobile'
}

const firstMarked = <Name extends string>(table: Marks<Name>, text: string): Name | 'unknown' =>
  table.find(([, marks]) => marks.some((mark) => text.includes(mark)))?.[0] ?? 'unknown'
