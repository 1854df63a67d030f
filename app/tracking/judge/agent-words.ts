// Devices, email apps and browsers as people name them; null where nothing is known.
import { namesOf } from '#app/platform/text/code-names.ts'
import { BROWSER, type Browser, CLIENT, type Client, DEVICE, type Device } from './codes.ts'

export const DEVICE_WORDS: Record<Device, string | null> = {
  unknown: null,
  desktop: 'Computer',
  mobile: 'Phone',
  tablet: 'Tablet',
}

export const CLIENT_WORDS: Record<Client, string | null> = {
  unknown: null,
  gmail: 'Gmail',
  outlook: 'Outlook',
  appleMail: 'Apple Mail',
  yahoo: 'Yahoo',
  thunderbird: 'Thunderbird',
  browser: 'Browser',
  samsung: 'Samsung Email',
  windowsMail: 'Windows Mail',
  otherApp: 'Another email app',
}

const BROWSER_WORDS: Record<Browser, string | null> = {
  unknown: null,
  chrome: 'Chrome',
  safari: 'Safari',
  firefox: 'Firefox',
  edge: 'Edge',
  samsung: 'Samsung Internet',
  opera: 'Opera',
  internetExplorer: 'Internet Explorer',
  duckDuckGo: 'DuckDuckGo',
  googleApp: 'Google app',
  facebook: 'Facebook app',
  instagram: 'Instagram app',
  tiktok: 'TikTok app',
  pinterest: 'Pinterest app',
  inApp: 'In an app',
  other: 'Another browser',
}

/**
 * Codes of an email app or browser and a device as "Gmail, Phone"; null where neither is known. Where links are followed a
 * browser is told by its own name, as far as it is known.
 */
export function agentWords({ device, client, browser = 0 }: { device: number; client: number; browser?: number }) {
  const app = wordOf(BROWSER, BROWSER_WORDS, browser) ?? wordOf(CLIENT, CLIENT_WORDS, client)
  const words = [app, wordOf(DEVICE, DEVICE_WORDS, device)].filter(Boolean)
  return words.length > 0 ? words.join(', ') : null
}

function wordOf<Name extends string>(
  codes: Record<Name, number>,
  words: Record<Name, string | null>,
  code: number,
): string | null {
  const name = namesOf(codes).get(code)
  return name ? words[name] : null
}
