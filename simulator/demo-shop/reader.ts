// How a recipient of the demo treats a campaign: decided by chance that is the same at every start.
import { chance } from './random.ts'

export type Act = {
  kind: 'open' | 'click' | 'unsubscribe' | 'complain' | 'reply'
  /** Milliseconds after the mail arrived. */
  after: number
  userAgent: string
  /** Which of the mail's links, for a click. */
  link: number
}

/** How well a campaign does: shares of those who got it, and of those who opened. */
export type Appeal = { opens: number; clicksOfOpens: number; unsubscribes: number; complaints: number }

const HOUR = 3_600_000
/** Of those who opened. */
const ANSWERS = 0.006

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const PIXEL =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36'

/** With what people read their mail, and the browser in which its links open. */
const PEOPLE = [
  {
    reads:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
    browses:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
  },
  { reads: CHROME, browses: CHROME },
  { reads: PIXEL, browses: PIXEL },
  {
    reads: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
    browses:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15',
  },
  {
    reads: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.3.0',
    browses: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0',
  },
  {
    reads:
      'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/7.0; Microsoft Outlook 16.0.17928; ms-office; MSOffice 16)',
    browses: `${CHROME} Edg/140.0.0.0`,
  },
]
const GMAIL = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'
const YAHOO = 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html'
/** Apple's Mail Privacy Protection loads every picture soon after arrival, read or not. */
const APPLE_PREFETCH = 'Mozilla/5.0'

/** What the reader of `address` does with campaign `campaign` that has `links` links to click, in order of time. */
export function actsOf(address: string, campaign: string, links: number, appeal: Appeal): Act[] {
  const { next, happens, pick } = chance(`${campaign} ${address}`)
  const { reads, browses } = pick(PEOPLE)
  const acts: Act[] = []
  // Readers answer within hours, some after days: exponential with a long tail.
  const delay = () => (-Math.log(1 - next()) * (happens(0.7) ? 4 : 40) + 0.05) * HOUR
  if (happens(0.14))
    acts.push({ kind: 'open', after: (0.01 + next() * 0.5) * HOUR, userAgent: APPLE_PREFETCH, link: 0 })
  if (happens(appeal.opens)) {
    const opened = delay()
    const through = happens(0.45) ? pick([GMAIL, GMAIL, YAHOO]) : reads
    acts.push({ kind: 'open', after: opened, userAgent: through, link: 0 })
    if (happens(0.25)) acts.push({ kind: 'open', after: opened + delay(), userAgent: through, link: 0 })
    if (links > 0 && happens(appeal.clicksOfOpens)) {
      // The first links of a mail get most of the clicks.
      const link = Math.floor(next() ** 2 * links)
      acts.push({ kind: 'click', after: opened + (5 + next() * 90) * 1000, userAgent: browses, link })
      if (happens(0.2))
        acts.push({
          kind: 'click',
          after: opened + next() * HOUR,
          userAgent: browses,
          link: Math.floor(next() * links),
        })
    }
    if (happens(appeal.unsubscribes))
      acts.push({ kind: 'unsubscribe', after: opened + (10 + next() * 60) * 1000, userAgent: browses, link: 0 })
    else if (happens(appeal.complaints))
      acts.push({ kind: 'complain', after: opened + (10 + next() * 60) * 1000, userAgent: browses, link: 0 })
    else if (happens(ANSWERS)) acts.push({ kind: 'reply', after: opened + HOUR, userAgent: '', link: 0 })
  }
  return acts.sort((a, b) => a.after - b.after)
}
