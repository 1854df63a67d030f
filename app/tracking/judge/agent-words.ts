// Devices, email apps and browsers as people name them; null where nothing is known.
import type { Browser, Client, Device } from './codes.ts'

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
  browser: 'A browser',
  samsung: 'Samsung Email',
  windowsMail: 'Windows Mail',
  otherApp: 'Another email app',
}

export const BROWSER_WORDS: Record<Browser, string | null> = {
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
