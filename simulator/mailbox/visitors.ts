// Who may come to a mail: people with their programs, what loads images ahead, and the machines that check mail before it is
// read. Each does what is described of it; where, stands beside it.
import { type Agent, APPLE_PRIVACY, CHROME, GMAIL_PREFETCH, type Program, PROGRAMS } from './programs.ts'
import type { Network } from './networks.ts'
import { followingOf, openingOf } from './reading.ts'
import { type Step, stepOf } from './step.ts'
import type { Targets } from './targets.ts'

export interface Visitor {
  title: string
  /** For whoever lets it come. */
  does: string
  source: string
  kind: 'person' | 'ahead' | 'machine'
  /** When it comes after a delivery, in milliseconds: from, to. */
  comes: readonly [number, number]
  /** To how many of the mails sent before this one it comes as well, in the same seconds. */
  fellows?: number
  plan: (targets: Targets, mailbox: string) => Step[]
}

const DEFENDER = 'https://check.live-direct-marketing.online/blog/microsoft-defender-link-click-pattern'
const FIELD_GUIDE = 'https://check.live-direct-marketing.online/blog/bot-clicks-security-scanners-detect'
const MAUTIC = 'https://github.com/mautic/mautic/issues/9798'
const AGENTS = 'https://github.com/matomo-org/device-detector/blob/master/Tests/Parser/Client/fixtures/pim.yml'
const HEAD_CHECKS = 'https://github.com/civicrm/civicrm-core/pull/35328'

const browserIn = (network: Network, suffix = ''): Agent => ({
  headers: { 'User-Agent': CHROME + suffix },
  network,
})
const NAMELESS: Agent = { headers: {}, network: 'microsoft' }
const CISCO: Agent = { headers: { 'User-Agent': 'CiscoSecureEmail' }, network: 'cisco' }
/** https://wicg.github.io/nav-speculation/prefetch.html */
const LOOKING_AHEAD: Agent = {
  headers: { 'User-Agent': CHROME, 'Sec-Purpose': 'prefetch;prerender' },
  network: 'home',
}

/** Everything that a machine finds in the mail, its images first. */
const everythingOf = ({ pixel, links, hidden, pages, optOut }: Targets): string[] => [
  ...(pixel ? [pixel] : []),
  ...linksOf({ links, hidden, pages, optOut }),
]
const linksOf = ({ links, hidden, pages, optOut }: Omit<Targets, 'pixel'>): string[] => [
  ...links,
  ...hidden,
  ...pages,
  ...(optOut ? [optOut] : []),
]

type Pace = { everyMs: number; withinMs: number }

/** One after the other, all within some time. */
function inTurn(agent: Agent, mailbox: string, urls: string[], { everyMs, withinMs }: Pace): Step[] {
  const pace = Math.min(everyMs, withinMs / Math.max(1, urls.length - 1))
  return urls.map((url, index) => stepOf({ agent, mailbox, url, afterMs: index * pace }))
}

/** Opens the mail, and follows its first link some seconds later. */
function reader(program: Program, does: string, source = AGENTS): Visitor {
  return {
    title: program.title,
    does,
    source,
    kind: 'person',
    comes: [90_000, 3_600_000],
    plan: (targets, mailbox) => {
      const [first] = targets.links
      const follows = first === undefined ? [] : followingOf(program, first, mailbox)
      return [
        ...openingOf(program, targets, mailbox),
        ...follows.map((step) => ({ ...step, afterMs: step.afterMs + 4_000 })),
      ]
    },
  }
}

const PEOPLE = {
  gmail: reader(
    PROGRAMS.gmail,
    'Google’s proxy loads the image when the mail is opened; the phone follows the first link.',
    'https://github.com/serbanghita/Mobile-Detect/issues/444',
  ),
  yahoo: reader(
    PROGRAMS.yahoo,
    'Yahoo’s proxy loads the image when the mail is opened; a browser follows the first link.',
    'https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
  ),
  'apple-mail': reader(PROGRAMS['apple-mail'], 'Opens the mail, then follows the first link in Safari.'),
  outlook: reader(
    PROGRAMS.outlook,
    'Opens the mail; on a click Office asks for the link itself, then Edge follows.',
    DEFENDER,
  ),
  thunderbird: reader(PROGRAMS.thunderbird, 'Opens the mail, then follows the first link in Firefox.'),
  samsung: reader(
    PROGRAMS.samsung,
    'Opens the mail in a view that only X-Requested-With names, then follows the first link.',
    'https://android-developers.googleblog.com/2023/02/improving-user-privacy-by-requiring-opt-in-to-send-x-requested-wih-header-from-webview.html',
  ),
  webmail: reader(PROGRAMS.webmail, 'Opens the mail in the browser, then follows the first link.'),
  private: reader(
    PROGRAMS.private,
    'Opens and clicks with DNT: 1 and Sec-GPC: 1. Nothing of it is counted; the next mail to them is not tracked.',
    'https://w3c.github.io/gpc/',
  ),
} satisfies Record<string, Visitor>

const AHEAD = {
  'apple-privacy': {
    title: 'Apple’s privacy protection',
    does: 'Apple’s servers load the image soon after delivery, whether or not anybody looks.',
    source: 'https://github.com/ua-parser/uap-core/issues/509',
    kind: 'ahead',
    comes: [30_000, 1_800_000],
    plan: ({ pixel }, mailbox) => (pixel ? [stepOf({ agent: APPLE_PRIVACY, mailbox, url: pixel })] : []),
  },
  'gmail-prefetch': {
    title: 'Gmail looking ahead',
    does: 'Google loads the image before the mail is opened, under an odd browser’s name.',
    source: 'https://www.sparkpost.com/blog/gmail-prefetching-images/',
    kind: 'ahead',
    comes: [2_000, 60_000],
    plan: ({ pixel }, mailbox) => (pixel ? [stepOf({ agent: GMAIL_PREFETCH, mailbox, url: pixel })] : []),
  },
  'browser-prefetch': {
    title: 'A browser looking ahead',
    does: 'Loads the first link in case its owner clicks, and says so with Sec-Purpose: prefetch.',
    source: 'https://wicg.github.io/nav-speculation/prefetch.html',
    kind: 'ahead',
    comes: [60_000, 3_600_000],
    plan: ({ links }, mailbox) => links.slice(0, 1).map((url) => stepOf({ agent: LOOKING_AHEAD, mailbox, url })),
  },
} satisfies Record<string, Visitor>

const MACHINES = {
  scanner: {
    title: 'Scanner with a browser’s name',
    does: 'Loads the image and follows every link within ten seconds: those that nobody sees and the unsubscribe link, too.',
    source: MAUTIC,
    kind: 'machine',
    comes: [2_000, 12_000],
    plan: (targets, mailbox) =>
      inTurn(browserIn('scanner'), mailbox, everythingOf(targets), { everyMs: 800, withinMs: 9_000 }),
  },
  defender: {
    title: 'Microsoft Safe Attachments',
    does: 'Renders the mail in a sandbox and follows every link within ten seconds, as Chrome from Microsoft’s network.',
    source: DEFENDER,
    kind: 'machine',
    comes: [3_000, 25_000],
    plan: (targets, mailbox) =>
      inTurn(browserIn('microsoft'), mailbox, everythingOf(targets), { everyMs: 1_900, withinMs: 9_500 }),
  },
  'safe-links': {
    title: 'Microsoft Safe Links',
    does: 'Asks for every link with HEAD and gives no name.',
    source: HEAD_CHECKS,
    kind: 'machine',
    comes: [500, 5_000],
    plan: (targets, mailbox) =>
      inTurn(NAMELESS, mailbox, linksOf(targets), { everyMs: 100, withinMs: 2_000 }).map((step) => ({
        ...step,
        method: 'HEAD' as const,
      })),
  },
  barracuda: {
    title: 'Barracuda',
    does: 'Follows every link, one a second, and says its name.',
    source: MAUTIC,
    kind: 'machine',
    comes: [3_000, 12_000],
    plan: (targets, mailbox) =>
      inTurn(browserIn('barracuda', ' Barracuda'), mailbox, linksOf(targets), { everyMs: 1_000, withinMs: 12_000 }),
  },
  proofpoint: {
    title: 'Proofpoint',
    does: 'Loads the image and follows three links within three seconds, as Chrome.',
    source: 'https://www.paminga.com/docs/concepts/bot-filtering/',
    kind: 'machine',
    comes: [3_000, 15_000],
    plan: ({ pixel, links }, mailbox) =>
      inTurn(browserIn('proofpoint'), mailbox, [...(pixel ? [pixel] : []), ...links.slice(0, 3)], {
        everyMs: 900,
        withinMs: 3_000,
      }),
  },
  mimecast: {
    title: 'Mimecast',
    does: 'Follows the first link within seconds of the delivery, as Chrome; first it asks with HEAD.',
    source: FIELD_GUIDE,
    kind: 'machine',
    comes: [500, 3_500],
    plan: ({ links }, mailbox) =>
      links.slice(0, 1).flatMap((url) => {
        const agent = browserIn('mimecast')
        return [stepOf({ agent, mailbox, url, method: 'HEAD' }), stepOf({ agent, mailbox, url, afterMs: 400 })]
      }),
  },
  cisco: {
    title: 'Cisco Secure Email',
    does: 'Loads the image and follows two links at once, and says its name.',
    source: FIELD_GUIDE,
    kind: 'machine',
    comes: [300, 2_500],
    plan: ({ pixel, links }, mailbox) =>
      inTurn(CISCO, mailbox, [...(pixel ? [pixel] : []), ...links.slice(0, 2)], { everyMs: 150, withinMs: 1_000 }),
  },
  filter: {
    title: 'A filter that many companies share',
    does: 'Comes to this mail and the nine sent before it in the same seconds, from one network: one link each, as Chrome.',
    source: FIELD_GUIDE,
    kind: 'machine',
    comes: [500, 3_500],
    fellows: 9,
    plan: ({ links }, mailbox) => links.slice(0, 1).map((url) => stepOf({ agent: browserIn('filter'), mailbox, url })),
  },
} satisfies Record<string, Visitor>

const ALL = { ...PEOPLE, ...AHEAD, ...MACHINES }
export type VisitorName = keyof typeof ALL
export const VISITORS: Record<VisitorName, Visitor> = ALL
export const VISITOR_NAMES = Object.keys(ALL) as [VisitorName, ...VisitorName[]]
