// The style sheet of a designed mail: what a style of an element's own can not say.
import { contrastOf, readableOn } from '#app/platform/text/contrast.ts'
import { readableVersion } from '#app/platform/text/color-mix.ts'
import type { Brand } from '#app/settings/brand.ts'
import { type MailDocument, partsOf } from '../document.ts'
import { inlinesOf } from '../rich-text.ts'
import { DARK } from './look.ts'
import { colorClass } from './rich-html.ts'

/** Of a control's edge: https://www.w3.org/TR/WCAG22/#non-text-contrast */
const SEEN = 3

/** Apple's mail programs and some others keep to it; Gmail and Outlook turn colors by rules of their own. */
export function darkStyles(document: MailDocument, brand: Brand): string {
  const link = readableVersion(brand.color, DARK.card)
  const button =
    contrastOf(brand.color, DARK.card) >= SEEN ? brand.color : readableVersion(brand.color, DARK.card, SEEN)
  const ground = (color: string) => `background:${color}!important;background-color:${color}!important`
  const rules = [
    `body,body>div{${ground(DARK.page)}}`,
    `.d-card,.d-card>table{${ground(DARK.card)}}`,
    `.d-text div,.d-text td{color:${DARK.text}!important}`,
    `.d-text a,.d-outline a{color:${link}!important}`,
    `.d-name a{color:${DARK.text}!important}`,
    `.d-text .d-soft,.d-foot div,.d-foot a{color:${DARK.soft}!important}`,
    `.d-line p{border-top-color:${DARK.line}!important}`,
    `.d-box td,.d-outline td{border-color:${link}!important}`,
    `.d-outline td,.d-outline a{${ground(DARK.card)}}`,
    `.d-button td,.d-button a{${ground(button)};border-color:${button}!important}`,
    `.d-button a{color:${readableOn(button)}!important}`,
    '.d-for-light{display:none!important}.d-for-dark{display:inline-block!important}',
    ...colorsOf(document).map(
      (color) => `.d-text .${colorClass(color)}{color:${readableVersion(color, DARK.card)}!important}`,
    ),
  ]
  return `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
${rules.join('\n')}
}`
}

/** On a phone a word or an address may be wider than the screen. */
export const BASE_STYLES = 'img{max-width:100%}a,p,h1,h2,h3,li{overflow-wrap:anywhere}'

/** The colors that an author gave to words, each once. */
function colorsOf({ blocks }: MailDocument): string[] {
  const texts = blocks
    .flatMap((block) => [block, ...partsOf(block)])
    .flatMap((each) => ('text' in each ? [each.text] : []))
  const marks = texts.flatMap(inlinesOf).flatMap((each) => ('marks' in each ? (each.marks ?? []) : []))
  const colors = marks.flatMap((mark) => (mark.type === 'textStyle' && mark.attrs.color ? [mark.attrs.color] : []))
  return [...new Set(colors.map((color) => color.toLowerCase()))]
}
