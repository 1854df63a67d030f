// The pages that recipients see. Plain HTML that loads nothing: they must work on every phone, for everybody.
import { escapeHtml } from '#app/platform/text/escape-html.ts'

type Button = { label: string; action: 'unsubscribe' | 'resubscribe'; quiet?: boolean }

/** A short message, and at most one thing to do; the form posts back to the page's own address. */
export function messagePage(title: string, text: string, button?: Button): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
${button ? form(button) : ''}
</main>
</body>
</html>
`
}

const form = ({ label, action, quiet }: Button) => `<form method="post">
<button name="action" value="${action}"${quiet ? ' class="quiet"' : ''}>${escapeHtml(label)}</button>
</form>`

// Contrast is at least 7 : 1 in both schemes, targets are 48 px high.
const STYLE = `
:root { color-scheme: light dark; --page: #f3f3f1; --card: #fff; --ink: #1f1f1f; --soft: #4a4a4a; --line: #d8d8d4; --act: #1a4d3e; --on-act: #fff }
@media (prefers-color-scheme: dark) {
  :root { --page: #171717; --card: #232323; --ink: #f4f4f2; --soft: #cfcfca; --line: #454545; --act: #b9e3d2; --on-act: #10241d }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px; background: var(--page); color: var(--ink); font: 17px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { width: 100%; max-width: 30rem; padding: clamp(24px, 7vw, 48px); background: var(--card); border: 1px solid var(--line); border-radius: 16px; text-align: center; overflow-wrap: anywhere }
h1 { margin: 0 0 12px; font-size: 1.55rem; line-height: 1.25; text-wrap: balance }
p { margin: 0; color: var(--soft); text-wrap: pretty }
form { margin: 28px 0 0 }
button { min-height: 48px; width: 100%; padding: 10px 24px; font: inherit; font-weight: 600; color: var(--on-act); background: var(--act); border: 1px solid var(--act); border-radius: 10px; cursor: pointer }
button.quiet { color: var(--ink); background: transparent; border-color: var(--soft) }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px }
`
