// A designed mail made into HTML: once for a save, a preview or a start, never for each recipient.
import type { MailDocument } from '../document.ts'
import type { ProductsByBlock } from '../product.ts'
import { lookOf, type MailShop } from './look.ts'
import { toMjml } from './to-mjml.ts'

export type { MailShop } from './look.ts'

/**
 * The HTML of a document, with its placeholders still in it and a place for the unsubscribe link and the postal address,
 * which are put there when the mailing is compiled. MJML gets a tree of ours whose texts are signs: it reads no markup, no
 * file and no address from outside.
 */
export async function compileDocument(
  document: MailDocument,
  shop: MailShop,
  products: ProductsByBlock = new Map(),
): Promise<string> {
  const look = lookOf(document, shop, products)
  const tree = toMjml(document, look)
  const { default: mjml2html } = await loadMjml()
  const { html } = await mjml2html(tree, { validationLevel: 'strict', fonts: {}, keepComments: false })
  return look.texts.putInto(html.trim().replaceAll(/\n\s+/g, '\n'))
}

/**
 * Loads what compiling needs: hundreds of modules, which a process that compiles nothing need not have. It takes a second in which
 * the process does nothing else, so that one that answers readers has them before it listens.
 */
export const loadMjml = () => import('mjml')
