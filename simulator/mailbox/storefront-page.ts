// Stands for the shop: where the links of the demo's mails lead.
import { markup, page } from './page.ts'

export function storefrontPage(url: URL): string {
  const path = url.pathname.replace(/^\/storefront\/?/, '/')
  const parameters = [...url.searchParams]
  return page(
    'Storefront',
    markup`<h1>Storefront</h1>
<div class="card"><p>In a real shop this would be <strong>${path}</strong>. The reader got here by a link in a mail.</p>
${
  parameters.length === 0
    ? markup`<p>The link carried no parameters.</p>`
    : markup`<h2>What the link carried</h2><dl>${parameters.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
}</div>`,
  )
}
