// Why a hit counts as a person's, an image proxy's or a machine's, in a merchant's words.
import type { Reason } from './codes.ts'

export const REASON_WORDS: Record<Reason, { short: string; meaning: string }> = {
  browser: { short: 'Browser', meaning: 'Came from a browser, and nothing spoke for a machine.' },
  'mail-client': { short: 'Email app', meaning: 'Came from an email app that loads images when an email is opened.' },
  'unknown-agent': {
    short: 'Unknown app',
    meaning: 'Came from an app we don’t know, and nothing spoke for a machine.',
  },
  'gmail-proxy': {
    short: 'Gmail’s image proxy',
    meaning: 'Gmail loads images through its own servers when someone opens an email, so the device stays hidden.',
  },
  'yahoo-proxy': {
    short: 'Yahoo’s image proxy',
    meaning: 'Yahoo and AOL load images through their own servers when someone opens an email.',
  },
  'apple-privacy-proxy': {
    short: 'Apple’s privacy proxy',
    meaning:
      'Apple loads images through its own servers, often before anyone looks: it may not be a person opening the email.',
  },
  'gmail-prefetch': {
    short: 'Gmail looking ahead',
    meaning: 'Gmail loaded the images before the email was opened.',
  },
  'head-request': { short: 'Link check', meaning: 'Only asked whether the link works, without opening the page.' },
  'prefetch-header': {
    short: 'Loaded ahead',
    meaning: 'A browser or app loaded the page in advance, in case it’s opened.',
  },
  'no-user-agent': {
    short: 'No name given',
    meaning: 'Didn’t say what program it is, which every browser and email app does.',
  },
  'bot-user-agent': { short: 'Bot', meaning: 'Says itself that it’s a bot or a script.' },
  'security-scanner': {
    short: 'Security scanner',
    meaning: 'Says itself that it’s a security product that checks emails before they’re read.',
  },
  'office-link-check': {
    short: 'Office link check',
    meaning:
      'Microsoft Office checked the link before the browser opened it. The person’s own click counts separately.',
  },
  'proxy-followed-link': {
    short: 'Image proxy on a link',
    meaning: 'A server that loads images for an email app followed a link, which it never does for a person.',
  },
  honeypot: {
    short: 'Invisible link',
    meaning: 'Followed a link that readers can’t see, or came together with something that did.',
  },
  'every-link': {
    short: 'Every link',
    meaning: 'Followed every link in the email within ten seconds, soon after delivery or behind a mail gateway.',
  },
  'links-at-once': {
    short: 'Several links at once',
    meaning: 'Followed several links within seconds, soon after delivery or behind a mail gateway.',
  },
  'gateway-at-once': {
    short: 'Scanned at delivery',
    meaning: 'Came within five seconds of delivery to a recipient whose mail a security gateway checks.',
  },
  burst: {
    short: 'Many recipients at once',
    meaning: 'Came within five seconds of delivery from a network that reached many recipients in the same seconds.',
  },
  'beside-machine': {
    short: 'Same scanner',
    meaning: 'Came from the same network and program, in the same minute, as a machine.',
  },
  'unsubscribed-too': {
    short: 'Every link and unsubscribe',
    meaning:
      'Followed every link in the email within seconds, its unsubscribe link too. The unsubscribe was taken back.',
  },
}
