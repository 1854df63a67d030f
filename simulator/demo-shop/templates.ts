// The demo shop's campaign e-mails: written in MJML, compiled to the tables and Outlook conditionals that mail needs.
import { readFile } from 'node:fs/promises'
import mjml2html from 'mjml'
import { pictureUrl } from './pictures.ts'

export const TEMPLATE_NAMES = ['new-arrivals', 'sale', 'loyalty-points'] as const

export type TemplateName = (typeof TEMPLATE_NAMES)[number]

/** The simulator's page that stands for the shop: there a link shows where it led, with its UTM parameters. */
function storefrontUrl(): string {
  return `http://localhost:${process.env['SIMULATOR_PORT'] ?? '4000'}/storefront`
}

/** The HTML of a campaign, with the app's own placeholders still in it. */
export async function compileTemplate(name: TemplateName, storefront = storefrontUrl()): Promise<string> {
  const source = await readFile(new URL(`./templates/${name}.mjml`, import.meta.url), 'utf8')
  const filled = source
    .replaceAll('{{storefront}}', storefront)
    .replace(/"picture:(\w+)"/g, (_, picture: string) => `"${pictureUrl(picture) ?? missing(picture)}"`)
  const { html, errors } = await mjml2html(filled, { validationLevel: 'strict' })
  if (errors.length > 0) throw new Error(`${name}.mjml: ${errors.map((error) => error.formattedMessage).join('; ')}`)
  return html
}

function missing(picture: string): never {
  throw new Error(`the demo shop has no picture "${picture}"`)
}
