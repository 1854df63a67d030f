// What we read from an agent beside what Matomo's data say of it (node-device-detector, too slow for a hit: a millisecond).
import DeviceDetector from 'node-device-detector'
import { expect, test } from 'vitest'
import { describedAgents } from '#tests/agents.ts'
import type { Browser, Client, Device } from './codes.ts'
import { readAgent } from './hit.ts'

const oracle = new DeviceDetector({ clientIndexes: true, deviceIndexes: true })

/** Its names for devices; it knows more kinds. */
const DEVICES: Record<string, Device> = {
  desktop: 'desktop',
  smartphone: 'mobile',
  phablet: 'mobile',
  tablet: 'tablet',
  tv: 'unknown',
}
/** Its names for email apps; the others of its kind "pim" that we know are `otherApp`. */
const MAIL_APPS: Record<string, Client> = {
  'Microsoft Outlook': 'outlook',
  'Outlook Express': 'outlook',
  'Microsoft Office': 'outlook',
  'Windows Mail': 'windowsMail',
  Thunderbird: 'thunderbird',
  'Yahoo Mail': 'yahoo',
  'Yahoo! Mail': 'yahoo',
  Gmail: 'gmail',
}
/** Its names for browsers, by how they begin; the first that does decides. */
const BROWSERS: [string, Browser][] = [
  ['Chrome Webview', 'inApp'],
  ['Chrome', 'chrome'],
  ['Safari', 'safari'],
  ['Mobile Safari', 'safari'],
  ['Firefox', 'firefox'],
  ['Microsoft Edge', 'edge'],
  ['Samsung Browser', 'samsung'],
  ['Opera', 'opera'],
  ['Internet Explorer', 'internetExplorer'],
  ['DuckDuckGo', 'duckDuckGo'],
  ['Google Search App', 'googleApp'],
  ['Facebook', 'facebook'],
  ['Instagram', 'instagram'],
  ['TikTok', 'tiktok'],
  ['Pinterest', 'pinterest'],
  ['LinkedIn', 'inApp'],
  ['Line', 'inApp'],
  ['Snapchat', 'inApp'],
  ['WeChat', 'inApp'],
  ['', 'other'],
]

type Said = { device?: Device; client?: Client; browser?: Browser }

/** What the oracle says in our words, as far as it says anything. */
function saidOf(userAgent: string): Said {
  const { device, client } = oracle.detect(userAgent)
  const said: Said = device.type ? { device: DEVICES[device.type] } : {}
  const app = client.type === 'pim' ? (MAIL_APPS[client.name] ?? 'otherApp') : MAIL_APPS[client.name]
  if (app) return { ...said, client: app }
  if (client.type !== 'browser' && client.type !== 'mobile app') return said
  return { ...said, client: 'browser', browser: BROWSERS.find(([name]) => client.name.startsWith(name))?.[1] }
}

/** Where we know better, and why. */
const WE_DIFFER: [agent: RegExp, why: string][] = [
  [/GoogleImageProxy/, 'it takes the proxy for the browser whose name it borrows'],
  [/Edge\/12\.246 Mozilla\/5\.0$/, 'it takes the prefetch for the browser whose name it borrows'],
  [/\(KHTML, like Gecko\)(?: Mobile\/\w+)?$/, 'it says Safari of WebKit that names no browser, as Apple Mail does'],
  [/InfoPath\.3; ms-office\)/, 'it says Internet Explorer, whose engine Office uses'],
  [/\[com\.(?:google|samsung|yahoo)/, 'it does not know the package that Android names'],
  [/Sleipnir/, 'it tells more browsers apart'],
  [/Existence Discovery/, 'it says Office, which checks a link and shows no mail'],
]
const whyOf = (userAgent: string) => WE_DIFFER.find(([agent]) => agent.test(userAgent))?.[1]

const differences = (userAgent: string) => {
  const ours = readAgent(userAgent)
  return Object.entries(saidOf(userAgent)).filter(([what, said]) => said && ours[what as keyof Said] !== said)
}

const AGENTS = [...new Set(describedAgents().map(({ userAgent }) => userAgent))].filter(Boolean)

test.each(AGENTS.filter((userAgent) => !whyOf(userAgent)))('we read %s as the oracle does', (userAgent) => {
  expect(differences(userAgent)).toEqual([])
})

test.each(AGENTS.map((userAgent) => ({ userAgent, why: whyOf(userAgent) })).filter(({ why }) => why))(
  'the oracle reads $userAgent otherwise: $why',
  ({ userAgent }) => {
    expect(differences(userAgent)).not.toEqual([])
  },
)

test('the oracle has an opinion on most', () => {
  expect(AGENTS.filter((userAgent) => saidOf(userAgent).client).length).toBeGreaterThan(0.8 * AGENTS.length)
})
