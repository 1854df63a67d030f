// A document as a tree of MJML.
import { escapeHtml } from '#app/platform/text/escape-html.ts'
import { MAIL_WIDTH_PX, type MailDocument } from '../document.ts'
import { blockNodes } from './block-nodes.ts'
import type { Look } from './look.ts'
import { element, leaf, type MjmlNode } from './mjml.ts'
import { BASE_STYLES, darkStyles } from './styles.ts'

/** The whole mail: a card with everything but the footer, which stands below it. */
export function toMjml(document: MailDocument, look: Look): MjmlNode {
  const { brand, language, direction, shopName, texts } = look
  const card = document.blocks.filter(({ type }) => type !== 'footer').flatMap((block) => blockNodes(block, look))
  const footer = document.blocks.filter(({ type }) => type === 'footer').flatMap((block) => blockNodes(block, look))
  return element('mjml', { lang: language, dir: direction }, [
    element('mj-head', {}, [
      leaf('mj-title', {}, texts.hold(escapeHtml(shopName))),
      leaf(
        'mj-raw',
        {},
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
      ),
      leaf('mj-style', {}, `${BASE_STYLES}\n${darkStyles(document, brand)}`),
    ]),
    element('mj-body', { 'background-color': brand.backgroundColor, width: `${MAIL_WIDTH_PX}px` }, [
      roomNode(),
      element(
        'mj-wrapper',
        {
          'background-color': brand.cardColor,
          'border-radius': brand.radiusPx > 0 ? `${brand.radiusPx}px` : null,
          padding: '12px 0',
          'css-class': 'd-card',
        },
        card,
      ),
      ...footer,
    ]),
  ])
}

const roomNode = (): MjmlNode =>
  element('mj-section', { padding: '0' }, [
    element('mj-column', {}, [leaf('mj-spacer', { height: '16px', padding: '0' })]),
  ])
