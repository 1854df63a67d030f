// The programs with which people read mail: what each calls itself when it loads an image, and in which browser its links
// open. Where each is described stands in tests/fixtures/agents.txt.
import type { Network } from './networks.ts'

type Headers = Record<string, string>

/** Who asks for something: what it says of itself, and from where. */
export interface Agent {
  headers: Headers
  network: Network
}

export interface Program {
  title: string
  /** Null where a mail's images are there already when it is opened. */
  loads: Agent | null
  /** Asks for a link before the browser does. */
  checks?: Agent
  browses: Agent
}

const agent = (userAgent: string, network: Network = 'home', more: Headers = {}): Agent => ({
  headers: { 'User-Agent': userAgent, ...more },
  network,
})

export const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const EDGE = `${CHROME} Edg/140.0.0.0`
const PIXEL =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36'
const GALAXY =
  'Mozilla/5.0 (Linux; Android 14; SM-S921B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36'
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0'
const THUNDERBIRD = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.3.0'
const OUTLOOK =
  'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/7.0; Microsoft Outlook 16.0.17928; ms-office; MSOffice 16)'

/** Office asks for a link itself, milliseconds before it hands it to the browser. */
const OFFICE_CHECK = agent('Mozilla/4.0 (compatible; ms-office; MSOffice 16)', 'microsoft')

/** Apple's servers load every picture soon after arrival, read or not; no device and no address of a reader is seen. */
export const APPLE_PRIVACY = agent('Mozilla/5.0', 'apple')
const GMAIL = agent(
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  'google',
)
const YAHOO = agent('YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html', 'yahoo')
/** Google looks at the pictures before anybody has opened the mail. */
export const GMAIL_PREFETCH = agent(
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0',
  'google',
)

/** What a browser says whose owner does not want to be tracked: https://www.w3.org/TR/tracking-dnt/, https://w3c.github.io/gpc/ */
const DO_NOT_TRACK = { DNT: '1', 'Sec-GPC': '1' }

export const PROGRAMS = {
  gmail: { title: 'Gmail on a phone', loads: GMAIL, browses: agent(PIXEL) },
  'gmail-web': { title: 'Gmail in a browser', loads: GMAIL, browses: agent(CHROME) },
  yahoo: { title: 'Yahoo Mail', loads: YAHOO, browses: agent(CHROME) },
  'apple-private': {
    title: 'Apple Mail with privacy protection',
    loads: null,
    browses: agent(`${IPHONE} Version/19.1 Mobile/15E148 Safari/604.1`),
  },
  'apple-mail': {
    title: 'Apple Mail on an iPhone',
    loads: agent(`${IPHONE} Mobile/15E148`),
    browses: agent(`${IPHONE} Version/19.1 Mobile/15E148 Safari/604.1`),
  },
  'mac-mail': {
    title: 'Apple Mail on a Mac',
    loads: agent(MAC),
    browses: agent(`${MAC} Version/19.1 Safari/605.1.15`),
  },
  outlook: { title: 'Outlook on Windows', loads: agent(OUTLOOK), checks: OFFICE_CHECK, browses: agent(EDGE) },
  'outlook-phone': {
    title: 'Outlook on an iPhone',
    loads: agent('Outlook-iOS/711.3061168.prod.iphone'),
    browses: agent(`${IPHONE} Version/19.1 Mobile/15E148 Safari/604.1`),
  },
  thunderbird: { title: 'Thunderbird', loads: agent(THUNDERBIRD), browses: agent(FIREFOX) },
  samsung: {
    title: 'Samsung Email',
    loads: agent(GALAXY, 'home', { 'X-Requested-With': 'com.samsung.android.email.provider' }),
    browses: agent(PIXEL),
  },
  webmail: { title: 'Another webmail in Chrome', loads: agent(CHROME), browses: agent(CHROME) },
  private: {
    title: 'Firefox that asks not to be tracked',
    loads: agent(FIREFOX, 'home', DO_NOT_TRACK),
    browses: agent(FIREFOX, 'home', DO_NOT_TRACK),
  },
} as const satisfies Record<string, Program>

export type ProgramName = keyof typeof PROGRAMS
