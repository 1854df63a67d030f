// The frame of the mailbox's pages: plain HTML and one style sheet, readable on a phone, without script.
import { escapeHtml } from '../escape-html.ts'

/** Text that is safe in HTML, made by `markup` or by hand from safe parts. */
export interface Markup {
  markup: string
}

type Part = string | number | Markup | Part[] | null | false

/** HTML with its values escaped, unless they are `Markup` themselves. */
export function markup(strings: TemplateStringsArray, ...values: Part[]): Markup {
  return { markup: strings.map((text, index) => text + render(values[index] ?? '')).join('') }
}

function render(part: Part): string {
  if (part === null || part === false) return ''
  if (Array.isArray(part)) return part.map(render).join('')
  if (typeof part === 'object') return part.markup
  return escapeHtml(part)
}

/** A page of the mailbox, which goes on to another after some seconds if that is wanted. */
export function page(title: string, body: Markup, next?: { seconds: number; url: string }): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${next ? markup`<meta http-equiv="refresh" content="${next.seconds}; url=${next.url}">` : null}
<title>${title} · Simulated mailbox</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><p class="banner">Simulator: these mails were never sent to anybody.</p>
<div class="bar"><a class="home" href="/mailbox">Mailbox</a><nav aria-label="Simulator"><a href="/">Shopify Admin</a></nav></div></header>
<main id="main">
${body}
</main>
</body>
</html>`.markup
}

const STYLE = `
:root { --ink: #1f2430; --soft: #5b6272; --line: #dfe2e8; --paper: #fff; --ground: #f3f4f7; --accent: #1f5fbf; }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; color: var(--ink); background: var(--ground); }
a { color: var(--accent); }
a:focus-visible, button:focus-visible, input:focus-visible, textarea:focus-visible, select:focus-visible, summary:focus-visible { outline: 3px solid #7fb0ff; outline-offset: 2px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 8px; top: 8px; background: #fff; padding: 8px; z-index: 1; }
.banner { margin: 0; padding: 6px 16px; background: #ffd866; color: #3d3000; font-weight: 600; font-size: 13px; text-align: center; }
.bar { display: flex; align-items: center; justify-content: space-between; padding: 12px 16px; background: #1f2430; }
.bar a { color: #fff; }
.bar nav a { display: inline-block; padding: 8px 0; }
.home { font-size: 18px; font-weight: 700; text-decoration: none; }
main { max-width: 1080px; margin: 0 auto; padding: 20px 16px 48px; }
h1 { font-size: 22px; line-height: 1.25; margin: 0 0 12px; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 0 0 8px; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 16px; margin: 0 0 16px; }
.search { display: flex; gap: 8px; flex-wrap: wrap; align-items: end; margin-bottom: 16px; }
.search label { font-weight: 600; flex: 1 1 220px; }
input, textarea { display: block; width: 100%; margin-top: 4px; padding: 9px 10px; font: inherit; border: 1px solid #8b92a1; border-radius: 6px; background: #fff; }
button, .button { font: inherit; font-weight: 600; padding: 9px 14px; border-radius: 6px; border: 1px solid #8b92a1; background: #fff; color: var(--ink); cursor: pointer; text-decoration: none; display: inline-block; }
button.primary { background: var(--accent); border-color: var(--accent); color: #fff; }
.reply { display: grid; gap: 10px; }
.reply label { font-weight: 600; }
.reply .tick { display: flex; gap: 8px; align-items: center; font-weight: 400; }
.reply .tick input { width: auto; margin: 0; }
.mails { list-style: none; margin: 0; padding: 0; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.mails li + li { border-top: 1px solid var(--line); }
.mails a { display: grid; grid-template-columns: minmax(0, 15em) minmax(0, 1fr) auto auto; gap: 4px 16px; align-items: center; padding: 12px 16px; color: inherit; text-decoration: none; }
.mails a:hover { background: #f6f8fd; }
.to, .subject { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.to { color: var(--soft); }
.subject { font-weight: 600; }
time { color: var(--soft); font-size: 13px; white-space: nowrap; }
.badge { display: inline-block; font-size: 12px; font-weight: 600; padding: 1px 9px; border-radius: 99px; background: #e6e8ee; color: #3a4150; white-space: nowrap; }
.badge.good { background: #d3efdc; color: #0d4f27; }
.badge.bad { background: #fbd9d7; color: #7a1411; }
.badge.warn { background: #ffe9b3; color: #5a4300; }
.pages { display: flex; gap: 8px; margin-top: 16px; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 14px; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.actions { display: flex; gap: 8px; flex-wrap: wrap; margin-top: 14px; }
.actions form { margin: 0; }
.tabs { display: flex; gap: 4px; flex-wrap: wrap; margin: 0 0 12px; padding: 0; list-style: none; }
.tabs a { display: block; padding: 8px 14px; border-radius: 6px; text-decoration: none; color: var(--ink); }
.tabs a[aria-current] { background: #1f2430; color: #fff; }
iframe { display: block; width: 100%; height: min(1000px, 80vh); border: 1px solid var(--line); border-radius: 10px; background: #fff; }
.phone { width: 406px; max-width: 100%; margin: 0 auto; padding: 8px; background: #1f2430; border-radius: 28px; }
.phone iframe { border: 0; border-radius: 20px; height: 760px; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace; }
.notice { padding: 10px 14px; border-radius: 8px; background: #e2ecfd; border: 1px solid #b9d0f6; margin: 0 0 16px; }
.notice.bad { background: #fdeceb; border-color: #f4bdb9; }
.empty { text-align: center; color: var(--soft); padding: 40px 16px; }
.layout { display: grid; grid-template-columns: minmax(0, 1fr) 290px; gap: 16px; align-items: start; }
.events { list-style: none; margin: 0; padding: 0; }
.events li { padding: 6px 0; }
.events li + li { border-top: 1px solid var(--line); }
.events small { display: block; color: var(--soft); overflow-wrap: anywhere; }
.visitors { list-style: none; margin: 0; padding: 0; }
.visitors li { display: flex; gap: 16px; align-items: center; justify-content: space-between; padding: 10px 0; border-top: 1px solid var(--line); }
.visitors p { margin: 2px 0 0; color: var(--soft); }
.visitors button { white-space: nowrap; }
.visit table { width: 100%; border-collapse: collapse; margin: 4px 0 12px; }
.visit th, .visit td { text-align: left; padding: 3px 8px 3px 0; font-size: 13px; }
.visit th { color: var(--soft); font-weight: 600; }
.arrange { display: flex; gap: 8px; flex-wrap: wrap; align-items: end; margin-top: 12px; }
.arrange label { font-weight: 600; flex: 1 1 200px; min-width: 0; }
select { display: block; width: 100%; margin-top: 4px; padding: 9px 10px; font: inherit; border: 1px solid #8b92a1; border-radius: 6px; background: #fff; }
summary { cursor: pointer; font-weight: 600; padding: 4px 0; }
@media (max-width: 760px) {
  .visitors li { align-items: start; }
  .layout { grid-template-columns: minmax(0, 1fr); }
  .mails a { grid-template-columns: minmax(0, 1fr) auto; }
  .subject { grid-column: 1 / -1; grid-row: 1; }
  .to { grid-column: 1; }
  .mails time { grid-column: 1; }
  .mails .badge { grid-column: 2; grid-row: 2 / span 2; }
}
`
