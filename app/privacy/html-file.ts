// The frame of a file that a person opens: it needs nothing but itself.
import { escapeHtml } from '#app/platform/text/escape-html.ts'

/** The file up to its heading; the caller goes on with the body and ends with `HTML_END`. */
export function htmlBeginning(title: string, style: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; color: #1f1f1f; background: #fff; max-width: 48rem; margin: 0 auto; padding: 1.5rem }
${style}
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
`
}

export const HTML_END = '</body>\n</html>\n'
