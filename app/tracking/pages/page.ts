// What the pages that recipients see are made of. Plain HTML that needs no script and loads nothing but the shop's logo: they
// must work on every phone, for everybody.
import { contrastOf, readableOn } from '#app/platform/text/contrast.ts'
import { escapeHtml } from '#app/platform/text/escape-html.ts'

/** Whose page it is, as readers know it from the e-mail. */
export type Look = {
  shop: string
  storeUrl: string
  /** An https address, or null for the name alone. */
  logoUrl: string | null
  /** `#rrggbb`, or null for the colour of the page's own. */
  color: string | null
}

export type Page = {
  /** The language of its texts. */
  tag: string
  title: string
  /** Null where it is not known whose page it is. */
  look: Look | null
  /** HTML, in its order. */
  parts: string[]
  /** Text of the link to the store. */
  toStore?: string
}

/** A whole page. */
export function renderPage({ tag, title, look, parts, toStore }: Page): string {
  return `<!doctype html>
<html lang="${tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${STYLE}${look?.color ? colors(look.color) : ''}</style>
</head>
<body>
<main>
${look ? brand(look) : ''}
<h1>${escapeHtml(title)}</h1>
${parts.join('\n')}
</main>
${look && toStore ? `<footer><a href="${escapeHtml(look.storeUrl)}">${escapeHtml(toStore)}</a></footer>` : ''}
</body>
</html>
`
}

/** Beside the name in words, an image says nothing that they do not. */
const brand = ({ shop, logoUrl }: Look) =>
  `<p class="brand">${logoUrl ? `<img src="${escapeHtml(logoUrl)}" alt="${escapeHtml(shop)}">` : escapeHtml(shop)}</p>`

export const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`

/** News of what was just done: read out by a screen reader. */
export const notice = (text: string): string => `<p class="notice" role="status">${escapeHtml(text)}</p>`

export const section = (title: string, parts: string[]): string =>
  `<section>\n<h2>${escapeHtml(title)}</h2>\n${parts.join('\n')}\n</section>`

export type Button = { label: string; action: string; quiet?: boolean }

/** Buttons that each do one thing; `path` is where they post to, the page's own address where it is empty. */
export function form(path: string, buttons: Button[]): string {
  const all = buttons.map(
    ({ label, action, quiet }) =>
      `<button name="action" value="${action}"${quiet ? ' class="quiet"' : ''}>${escapeHtml(label)}</button>`,
  )
  return `<form method="post"${path ? ` action="${path}"` : ''}>\n${all.join('\n')}\n</form>`
}

export type Choice = { value: string; label: string }

/** A question that nobody has to answer, folded away: https://html.spec.whatwg.org/#the-details-element */
export function question(
  path: string,
  asked: { title: string; hint: string; choices: Choice[]; send: Button },
): string {
  const choices = asked.choices.map(
    ({ value, label }) =>
      `<label><input type="radio" name="reason" value="${value}" required> ${escapeHtml(label)}</label>`,
  )
  return `<details>
<summary>${escapeHtml(asked.title)}</summary>
<form method="post" action="${path}">
<fieldset>
<legend>${escapeHtml(asked.hint)}</legend>
${choices.join('\n')}
</fieldset>
<button name="action" value="${asked.send.action}" class="quiet">${escapeHtml(asked.send.label)}</button>
</form>
</details>`
}

export const link = (path: string, text: string): string => `<p><a href="${path}">${escapeHtml(text)}</a></p>`

const CARD = { light: '#ffffff', dark: '#232323' }
const EDGE = { light: '#4a4a4a', dark: '#cfcfca' }

/** The shop's colour, text that reads on it, and an edge wherever the colour alone would hardly be seen on the card. */
function colors(color: string): string {
  const edge = (scheme: 'light' | 'dark') => (contrastOf(color, CARD[scheme]) >= 3 ? color : EDGE[scheme])
  return `:root { --act: ${color}; --on-act: ${readableOn(color)}; --edge: ${edge('light')} }
@media (prefers-color-scheme: dark) { :root { --act: ${color}; --on-act: ${readableOn(color)}; --edge: ${edge('dark')} } }
`
}

// Contrast of text is at least 7 : 1 in both schemes, targets are 48 px high.
const STYLE = `
:root { --page: #f3f3f1; --card: ${CARD.light}; --ink: #1f1f1f; --soft: #4a4a4a; --line: #d8d8d4; --act: #1a4d3e; --on-act: #fff; --edge: #1a4d3e }
@media (prefers-color-scheme: dark) {
  :root { --page: #171717; --card: ${CARD.dark}; --ink: #f4f4f2; --soft: ${EDGE.dark}; --line: #454545; --act: #b9e3d2; --on-act: #10241d; --edge: #b9e3d2 }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; align-items: center; justify-content: center; padding: 24px 16px; background: var(--page); color: var(--ink); font: 17px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Hiragino Sans", "Noto Sans CJK JP", sans-serif }
:lang(ja) { word-break: auto-phrase }
main { width: 100%; max-width: 30rem; padding: clamp(24px, 7vw, 44px); background: var(--card); border: 1px solid var(--line); border-radius: 16px; text-align: center; overflow-wrap: anywhere }
.brand { margin: 0 0 20px; font-weight: 600; color: var(--soft) }
.brand img { display: block; margin: 0 auto; max-width: 200px; max-height: 64px }
h1 { margin: 0 0 12px; font-size: 1.55rem; line-height: 1.25; text-wrap: balance }
h2 { margin: 0 0 4px; font-size: 1.1rem; line-height: 1.35; text-wrap: balance }
p { margin: 0; color: var(--soft); text-wrap: pretty }
p + p { margin-top: 12px }
.notice { color: var(--ink); font-weight: 600 }
section, details { margin-top: 28px; padding-top: 24px; border-top: 1px solid var(--line) }
form { margin: 20px 0 0; display: grid; gap: 12px }
button { min-height: 48px; width: 100%; padding: 10px 20px; font: inherit; font-weight: 600; color: var(--on-act); background: var(--act); border: 1px solid var(--edge); border-radius: 10px; text-wrap: balance; cursor: pointer }
button.quiet { color: var(--ink); background: transparent; border-color: var(--soft) }
a { display: inline-block; padding: 11px 8px; color: var(--ink) }
summary { padding: 10px 0; min-height: 48px; font-weight: 600; cursor: pointer }
details form { margin-top: 4px; text-align: start }
fieldset { margin: 0; padding: 0; border: 0; min-width: 0 }
legend { padding: 0; color: var(--soft) }
label { display: flex; align-items: center; gap: 12px; min-height: 48px; padding: 6px 0; line-height: 1.35; text-wrap: balance; cursor: pointer }
input { flex: none; width: 22px; height: 22px; margin: 0; accent-color: var(--edge) }
main > p:last-child { margin-top: 16px }
footer { margin-top: 8px; text-align: center; overflow-wrap: anywhere }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; border-radius: 4px }
button:focus-visible { border-radius: 10px }
`
