// The finished e-mail, looked at as a browser shows it: whether what the steps of the pipeline put into it can be seen.
import { nodesOf, readAsBrowser, type Tree } from '../source/browser-tree.ts'
import { closeDraft, openDraft } from '../draft.ts'
import { type Hiding, hidingOf } from '../source/hidden.ts'
import { edit } from '../edits/pipeline.ts'
import { excerpt } from '../source/quote.ts'
import { cutShort, placeBefore, standIns } from './stand-ins.ts'
import { readStylesheet, type Stylesheet } from '../source/stylesheet.ts'
import { TEXT_ONLY } from '../source/tag-reader.ts'
import { fill, type Filling } from '../template.ts'

// Addresses that are nobody's (RFC 2606) stand for the reader's own.
const UNSUBSCRIBE = 'https://glancito.invalid/unsubscribe'
const PIXEL = 'https://glancito.invalid/pixel'
const ADDRESS = 'glancito.invalid postal address'

const FILLING: Filling = {
  fields: { first_name: '', last_name: '', points: '', shop_name: '', unsubscribe_url: UNSUBSCRIBE },
  member: '',
  pseudonym: '',
  signature: '',
  preferencesUrl: 'https://glancito.invalid/preferences',
  clickUrl: (_linkNo, { url }) => url,
}

type Found = {
  /** Where the postal address came to stand, which is the last of the footer. */
  address: Tree.TextNode | Tree.CommentNode | null
  link: Tree.Element | null
  pixel: Tree.Element | null
  hasFrames: boolean
  sheet: Stylesheet
}

/**
 * What keeps the unsubscribe link, the postal address or the pixel from its reader, in words for the author, with the
 * place and the fix. Told from the HTML, its style attributes and the simple rules of its <style> (stylesheet.ts); not
 * from colours, from images laid over it, or from what one mail program does alone.
 */
export function finishedProblems(source: string): string[] {
  const { html, near } = finish(source)
  const document = readAsBrowser(html)
  if (!document)
    return [
      'The same tags are opened again and again and never closed, more often than a browser can follow. Close them.',
    ]
  const found = find(document)
  const problem = footerProblem(found, near)
  if (problem) return [problem]
  if (found.pixel && !isInTemplate(found.pixel)) return []
  return ['The image that counts opens would be lost. Look for a tag near the end of the email that isn’t closed.']
}

/** Quotes what its author wrote at a place of the finished e-mail. */
type Near = (at: number) => string

/** The finished e-mail with stand-ins for its words. */
function finish(source: string): { html: string; near: Near } {
  const opened = openDraft(source, [], {
    trackOpens: true,
    trackClicks: false,
    utm: null,
    usesPseudonyms: false,
    postalAddress: ADDRESS,
    urls: { open: [PIXEL], click: (_linkNo, { url }) => [url], honeypot: null },
  })
  const draft = edit({ ...opened, source: standIns(source, opened.scan) })
  const html = fill(closeDraft(draft), FILLING)
  const near: Near = (at) => {
    const written = fill(closeDraft({ ...draft, source }), FILLING)
    const place = placeBefore(html, at)
    const ours = written.indexOf(`<img src="${PIXEL}"`, place)
    return excerpt(written, place, ours < 0 ? Infinity : ours)
  }
  return { html: cutShort(html), near }
}

function find(document: Tree.Document): Found {
  const found: Found = { address: null, link: null, pixel: null, hasFrames: false, sheet: new Map() }
  let css = ''
  let lastLink: Tree.Element | null = null
  for (const node of nodesOf(document)) {
    const text = 'value' in node ? node.value : 'data' in node ? node.data : null
    if (text?.includes(ADDRESS)) Object.assign(found, { address: node, link: lastLink })
    if (!('attrs' in node)) continue
    const get = (wanted: string) => node.attrs.find(({ name }) => name === wanted)?.value
    if (node.tagName === 'a' && get('href') === UNSUBSCRIBE) lastLink = node
    if (node.tagName === 'img' && get('src') === PIXEL) found.pixel = node
    if (node.tagName === 'frameset') found.hasFrames = true
    if (node.tagName === 'style' && isForScreens(get('media'))) css += `\n${textOf(node)}`
  }
  return { ...found, sheet: readStylesheet(css) }
}

const isForScreens = (media = 'all') => /^\s*(all|screen)?\s*$/i.test(media)
const textOf = ({ childNodes }: Tree.Element) => childNodes.map((node) => ('value' in node ? node.value : '')).join('')

function footerProblem({ address, link, hasFrames, sheet }: Found, near: Near): string | null {
  if (hasFrames) return 'The email is a frameset, which email apps don’t show. Move its content into a <body>.'
  const around = address?.parentNode
  if (!address || !around) return 'The unsubscribe link would be lost. Look for a tag that isn’t closed.'
  if ('data' in address) return 'The unsubscribe link would be lost in a comment that never ends: close it with -->.'
  if ('tagName' in around && TEXT_ONLY.has(around.tagName)) return swallowed(around, near)
  const hider = hiderOf(address, sheet) ?? (link && link.parentNode !== around ? hiderOf(link, sheet) : null)
  if (hider) return hidden(hider, near)
  return link ? null : 'The unsubscribe link would be lost. Look for a tag near the end of the email that isn’t closed.'
}

/** The nearest element that hides the node. */
function hiderOf(node: Tree.ChildNode, sheet: Stylesheet): { element: Tree.Element; hiding: Hiding } | null {
  let inner = node
  for (let around = inner.parentNode; around && 'attrs' in around; around = inner.parentNode) {
    const hiding = hidingOf(around, inner, sheet)
    if (hiding) return { element: around, hiding }
    inner = around
  }
  return null
}

/** A browser fetches an image wherever it stands, seen or not, but in a template. */
function isInTemplate(node: Tree.ChildNode): boolean {
  for (let around = node.parentNode; around && 'attrs' in around; around = around.parentNode)
    if (around.tagName === 'template') return true
  return false
}

function swallowed(element: Tree.Element, near: Near): string {
  const { tagName } = element
  const fix = tagName === 'plaintext' ? 'Remove it: it has no closing tag.' : `Close it with </${tagName}>.`
  return `The unsubscribe link would be lost in ${nameOf(element, near)}, which is never closed. ${fix}`
}

function hidden({ element, hiding }: { element: Tree.Element; hiding: Hiding }, near: Near): string {
  const { tagName } = element
  const why = hiding.why ? ` (${hiding.why})` : ''
  const isWhole = tagName === 'body' || tagName === 'html'
  const fix = isWhole ? 'Remove that.' : `It isn’t closed before the end of the email: close it with </${tagName}>.`
  return `The unsubscribe link would be hidden${why} in ${nameOf(element, near)}. ${fix}`
}

/** The element, with what its author wrote there. */
function nameOf({ tagName, sourceCodeLocation }: Tree.Element, near: Near): string {
  const at = sourceCodeLocation?.startOffset
  return at === undefined ? `<${tagName}>` : `<${tagName}> near ${near(at)}`
}
