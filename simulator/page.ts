// The simulator's own plain pages: readable on a phone, and never to be taken for the real thing.

/** Text made safe to stand in HTML, in an attribute too. */
export function escapeHtml(value: string | number | null | undefined): string {
  return String(value ?? '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

export interface NavLink {
  label: string
  href: string
  current?: boolean
}

export const SIMULATOR_NAV: NavLink[] = [
  { label: 'Shopify Admin', href: '/' },
  { label: 'Mailbox', href: '/mailbox' },
]

/** A whole page: the simulator's banner, its navigation and the body (HTML, already escaped). */
export function layout(title: string, body: string, nav: NavLink[] = SIMULATOR_NAV): string {
  const links = nav
    .map(
      ({ label, href, current }) =>
        `<a href="${escapeHtml(href)}"${current ? ' aria-current="page"' : ''}>${escapeHtml(label)}</a>`,
    )
    .join('')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Simulator</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/fonts/inter/v4/styles.css">
<link rel="stylesheet" href="/_shell/admin.css">
</head>
<body class="plain">
<a class="skip" href="#main">Skip to content</a>
<header class="topbar"><span class="brand">Simulator</span><nav aria-label="Simulator">${links}</nav></header>
<main id="main" class="content">
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>`
}
