// What a hit is judged to be, as numbers that are stored: never renumbered, only added to.

/** Codes of `mail_events.verdict`; the smaller one wins when a member is seen in several ways. */
export const VERDICT = { none: 0, human: 1, proxy: 2, machine: 3 } as const
export type Verdict = keyof typeof VERDICT

/** Codes of `mail_events.device`. */
export const DEVICE = { unknown: 0, desktop: 1, mobile: 2, tablet: 3 } as const
export type Device = keyof typeof DEVICE

/** Codes of `mail_events.client`: the email app, or a browser where mail is read on a web page or a link was followed. */
export const CLIENT = {
  unknown: 0,
  gmail: 1,
  outlook: 2,
  appleMail: 3,
  yahoo: 4,
  thunderbird: 5,
  browser: 6,
  samsung: 7,
  windowsMail: 8,
  /** An email app that is known and seldom. */
  otherApp: 9,
} as const
export type Client = keyof typeof CLIENT

/** The browser, where the client is one. */
export const BROWSER = {
  unknown: 0,
  chrome: 1,
  safari: 2,
  firefox: 3,
  edge: 4,
  samsung: 5,
  opera: 6,
  internetExplorer: 7,
  duckDuckGo: 8,
  googleApp: 9,
  facebook: 10,
  instagram: 11,
  tiktok: 12,
  pinterest: 13,
  /** The page within any other app. */
  inApp: 14,
  other: 15,
} as const
export type Browser = keyof typeof BROWSER

/**
 * Codes of `hit_log.reason`: every verdict has one. Those under 20 say what a request shows by itself, the others what it
 * shows beside others of the same e-mail.
 */
export const REASON = {
  browser: 1,
  'mail-client': 2,
  'unknown-agent': 3,
  'gmail-proxy': 4,
  'yahoo-proxy': 5,
  'apple-privacy-proxy': 6,
  'gmail-prefetch': 7,
  'head-request': 8,
  'prefetch-header': 9,
  'no-user-agent': 10,
  'bot-user-agent': 11,
  'security-scanner': 12,
  'office-link-check': 13,
  'proxy-followed-link': 14,
  honeypot: 20,
  'every-link': 21,
  'links-at-once': 22,
  'gateway-at-once': 23,
  burst: 24,
  'beside-machine': 25,
  /** Found with an opt-out that was taken back; no rule finds it by the hits alone. */
  'unsubscribed-too': 26,
} as const
export type Reason = keyof typeof REASON

/** One that is judged; nothing that was hit is of nobody. */
export type Seen = Exclude<Verdict, 'none'>
