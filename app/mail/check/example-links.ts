// Links that a template left behind for its author to replace.
import { short } from '../source/quote.ts'
import { scanHtml } from '../source/scan.ts'

/** https://www.rfc-editor.org/rfc/rfc2606 and rfc6761: names that lead nowhere. */
const RESERVED_DOMAINS = ['example.com', 'example.net', 'example.org']
const RESERVED_ENDINGS = ['.example', '.test', '.invalid', '.localhost']
const LOCAL = ['example', 'localhost', '127.0.0.1']
/** What templates write where the author's own shop belongs. */
const STAND_INS = [
  'yourshop',
  'yourstore',
  'yourdomain',
  'yourwebsite',
  'yoursite',
  'yourbrand',
  'yourcompany',
  'yourname',
]
const NOWHERE = ['', '#', 'https://', 'http://']

/** A warning for each link that leads to an example address, or nowhere; `storefront` is the shop's own host name, whatever it is like. */
export function exampleLinks(html: string, storefront = ''): string[] {
  const hrefs = scanHtml(html).anchors.map(({ href }) => href.value.trim())
  return [...new Set(hrefs.filter((href) => isExample(href) && hostOf(href) !== storefront))].map((href) =>
    NOWHERE.includes(href)
      ? `A link leads nowhere (“${href}”): give it the address it should open.`
      : `The link “${short(href)}” is an example from the template: give it the address it should open.`,
  )
}

function isExample(href: string): boolean {
  if (NOWHERE.includes(href)) return true
  const host = hostOf(href)
  if (host === null) return false
  const labels = host.split('.')
  return (
    LOCAL.includes(host) ||
    RESERVED_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`)) ||
    RESERVED_ENDINGS.some((ending) => host.endsWith(ending)) ||
    labels.some((label) => STAND_INS.includes(label.replaceAll('-', '')))
  )
}

/** The host of a web link, or of the address behind `mailto:`; null for what has none. */
function hostOf(href: string): string | null {
  const url = URL.parse(href.startsWith('//') ? `https:${href}` : href)
  if (!url) return null
  if (url.protocol === 'mailto:') return url.pathname.slice(url.pathname.lastIndexOf('@') + 1).toLowerCase()
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.hostname.replace(/\.$/, '') : null
}
