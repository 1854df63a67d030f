// The mails that a new campaign can begin with. They have no look of their own: colors, fonts and logo are the shop's.
import type { Block, MailDocument } from '../document.ts'
import { DOCUMENT_VERSION } from '../document.ts'
import { type Inline, plainText, type RichText } from '../rich-text.ts'

export type Starter = { name: string; title: string; says: string; document: (storeUrl: string) => MailDocument }

type Given<B> = B extends Block
  ? Omit<B, 'id' | 'background' | 'padding'> & Partial<Pick<B, 'background' | 'padding'>>
  : never

/** Numbers the blocks, and ends them with the footer. */
function mail(...blocks: Given<Block>[]): MailDocument {
  const all = [...blocks, FOOTER]
  return {
    version: DOCUMENT_VERSION,
    language: 'en',
    blocks: all.map((block, index) => ({ background: null, padding: 'medium', ...block, id: `b${index + 1}` })),
  }
}

const say = (text: string): Inline => ({ type: 'text', text })
const field = (name: 'first_name' | 'points' | 'shop_name', fallback = ''): Inline => ({
  type: 'field',
  attrs: { name, fallback },
})
const words = (...inlines: Inline[]): RichText => ({ type: 'doc', content: [{ type: 'paragraph', content: inlines }] })
const middle = (...inlines: Inline[]): RichText => ({
  type: 'doc',
  content: [{ type: 'paragraph', attrs: { textAlign: 'center' }, content: inlines }],
})

const FOOTER: Given<Block> = {
  type: 'footer',
  text: middle(say('You get this email because you signed up for news from '), field('shop_name'), say('.')),
}
const HEADER: Given<Block> = { type: 'header', align: 'center' }
const SOCIAL: Given<Block> = { type: 'social', align: 'center' }

const heading = (text: RichText, level: 1 | 2 | 3 = 1): Given<Block> => ({ type: 'heading', text, level })
const text = (said: RichText): Given<Block> => ({ type: 'text', text: said })
const button = (label: string, href: string): Given<Block> => ({
  type: 'button',
  label,
  href,
  look: 'solid',
  isWide: false,
  align: 'center',
})
const newest = (count: number, perRow: 1 | 2 | 3): Given<Block> => ({
  type: 'products',
  source: { kind: 'newest', count },
  perRow,
  showsPrice: true,
  buttonLabel: 'Shop now',
})
const coupon = (said: string, code: string, small = ''): Given<Block> => ({ type: 'coupon', words: said, code, small })
const line: Given<Block> = { type: 'divider', color: null, thicknessPx: 1, padding: 'small' }

export const STARTERS: readonly Starter[] = [
  {
    name: 'new-arrivals',
    title: 'New arrivals',
    says: 'Your newest products, with a short hello.',
    document: (store) =>
      mail(
        HEADER,
        heading(middle(say('Just in'))),
        text(
          middle(
            say('Hello '),
            field('first_name', 'there'),
            say(', these are new in the store. Be among the first to see them.'),
          ),
        ),
        newest(4, 2),
        button('See everything new', store),
        line,
        SOCIAL,
      ),
  },
  {
    name: 'sale',
    title: 'Sale',
    says: 'One offer, one code, and a few products.',
    document: (store) =>
      mail(
        HEADER,
        heading(middle(say('20% off, this week only'))),
        text(middle(say('From today until Sunday at midnight, everything in the store is 20% off.'))),
        coupon('Use this code at checkout', 'SAVE20', 'Once per customer. Not combined with other offers.'),
        button('Shop the sale', store),
        heading(middle(say('New in the store')), 2),
        newest(3, 3),
        SOCIAL,
      ),
  },
  {
    name: 'story',
    title: 'Story',
    says: 'A letter with an idea behind it, and little to buy.',
    document: (store) =>
      mail(
        HEADER,
        heading(words(say('How it’s made'))),
        text({
          type: 'doc',
          content: [
            { type: 'paragraph', content: [say('Hello '), field('first_name', 'there'), say(',')] },
            {
              type: 'paragraph',
              content: [
                say(
                  'behind everything we sell are people who take their time. Tell here who they are, where they work, and what they do differently.',
                ),
              ],
            },
            { type: 'paragraph', content: [say('Close with the one thing you want your readers to remember.')] },
          ],
        }),
        {
          type: 'columns',
          columns: [
            {
              blocks: [
                { id: 'c1', type: 'heading', level: 3, text: plainText('What it’s made of') },
                { id: 'c2', type: 'text', text: plainText('Two or three sentences on material and origin.') },
              ],
            },
            {
              blocks: [
                { id: 'c3', type: 'heading', level: 3, text: plainText('Who makes it') },
                { id: 'c4', type: 'text', text: plainText('Two or three sentences on the people behind it.') },
              ],
            },
          ],
        },
        button('Read the whole story', store),
        SOCIAL,
      ),
  },
  {
    name: 'product-focus',
    title: 'Product focus',
    says: 'One product, and three reasons for it.',
    document: (store) =>
      mail(
        HEADER,
        heading(middle(say('Meet our favorite'))),
        newest(1, 1),
        {
          type: 'text',
          text: {
            type: 'doc',
            content: [
              { type: 'paragraph', content: [say('Three reasons to love it:')] },
              {
                type: 'bulletList',
                content: [
                  'It lasts: say how long, and why',
                  'It fits: say what it goes with',
                  'It’s ready: say how soon it arrives',
                ].map((reason) => ({
                  type: 'listItem' as const,
                  content: [{ type: 'paragraph' as const, content: [say(reason)] }],
                })),
              },
            ],
          },
        },
        button('See it in the store', store),
        SOCIAL,
      ),
  },
  {
    name: 'win-back',
    title: 'Win back',
    says: 'For customers who haven’t been around for a while.',
    document: (store) =>
      mail(
        HEADER,
        heading(middle(say('It’s been a while, '), field('first_name', 'friend'))),
        text(middle(say('A lot is new since your last visit. Here’s 10% off to come back and have a look.'))),
        coupon('Your code', 'WELCOMEBACK', 'Valid for 14 days.'),
        button('Come back', store),
        heading(middle(say('What you haven’t seen yet')), 2),
        newest(4, 2),
      ),
  },
  {
    name: 'points',
    title: 'Points',
    says: 'How many points each customer has, and what they’re good for.',
    document: (store) =>
      mail(
        HEADER,
        heading(middle(say('You have '), field('points'), say(' points'))),
        text(
          middle(
            field('first_name', 'Hello'),
            say(', thank you for shopping at '),
            field('shop_name'),
            say('. Your points are waiting to be used.'),
          ),
        ),
        button('Use your points', store),
        line,
        heading(middle(say('Good ways to use them')), 2),
        newest(2, 2),
        SOCIAL,
      ),
  },
]
