import { RANDOM, STARTING } from '#tests/mails/documents.ts'
import { expect, test } from 'vitest'
import { directionOf, MAX_DOCUMENT_BYTES, readDocument } from './document.ts'
import { plainText } from './rich-text.ts'

const footer = { id: 'f', type: 'footer', text: plainText('Bye') }
const of = (...blocks: object[]) => ({ version: 1, blocks: [...blocks, footer] })
const text = (content: unknown) => ({ id: 'a', type: 'text', text: { type: 'doc', content } })
const link = (href: string) =>
  text([{ type: 'paragraph', content: [{ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href } }] }] }])

test.each([...STARTING, ...RANDOM])('%s is read as it is', (_, document) => {
  expect(readDocument(document)).toEqual({ ok: true, document })
  expect(readDocument(JSON.parse(JSON.stringify(document)))).toEqual({ ok: true, document })
})

const deepList = (depth: number): unknown =>
  Array.from({ length: depth }).reduce<unknown>(
    (inner) => ({ type: 'bulletList', content: [{ type: 'listItem', content: [inner] }] }),
    { type: 'paragraph' },
  )

test.each<[string, unknown]>([
  ['nothing', null],
  ['a text', 'document'],
  ['a list', []],
  ['another version', { version: 2, blocks: [footer] }],
  ['no footer', { version: 1, blocks: [text([])] }],
  ['a footer that is not the last', { version: 1, blocks: [footer, text([])] }],
  ['two footers', of({ ...footer, id: 'g' })],
  ['two sections of one id', of(text([]), text([]))],
  [
    'a part with the id of a section',
    of({ id: 'a', type: 'columns', columns: [{ blocks: [{ id: 'f', type: 'spacer' }] }] }),
  ],
  [
    'columns in a column',
    of({ id: 'a', type: 'columns', columns: [{ blocks: [{ id: 'b', type: 'columns', columns: [] }] }] }),
  ],
  ['four columns', of({ id: 'a', type: 'columns', columns: [1, 2, 3, 4].map(() => ({ blocks: [] })) })],
  ['a kind of section that there is not', of({ id: 'a', type: 'video' })],
  ['a section named like a property of every object', of({ id: 'a', type: '__proto__' })],
  ['an id that would end its attribute', of({ ...text([]), id: 'a"b' })],
  ['a color that would end its style', of({ ...text([]), background: '#fff;}' })],
  ['a color by its name', of({ ...text([]), background: 'red' })],
  ['a size that is no number', of({ id: 'a', type: 'spacer', heightPx: '24px' })],
  ['a size beyond all screens', of({ id: 'a', type: 'spacer', heightPx: 100_000 })],
  ['a size of half a pixel', of({ id: 'a', type: 'divider', thicknessPx: 0.5 })],
  ['a link that runs code', of(link('javascript:alert(1)'))],
  ['a link that runs code, its scheme broken by a tab', of(link('java\tscript:alert(1)'))],
  ['a link that runs code behind a control', of(link('\x01javascript:alert(1)'))],
  ['a link to a page of its own', of(link('data:text/html,<p>x'))],
  ['a button to a file', of({ id: 'a', type: 'button', label: 'x', href: 'file:///etc/passwd' })],
  ['an image that is its own address', of({ id: 'a', type: 'image', alt: '', src: 'data:image/png;base64,AA' })],
  ['a product that is none', of({ id: 'a', type: 'products', source: { kind: 'manual', productIds: ['1) { x'] } })],
  ['a node that the text does not have', of(text([{ type: 'image', attrs: { src: 'x' } }]))],
  [
    'a mark that the text does not have',
    of(text([{ type: 'paragraph', content: [{ type: 'text', text: 'x', marks: [{ type: 'code' }] }] }])),
  ],
  [
    'a field that is none',
    of(text([{ type: 'paragraph', content: [{ type: 'field', attrs: { name: 'email', fallback: '' } }] }])),
  ],
  [
    'the unsubscribe address as a word',
    of(text([{ type: 'paragraph', content: [{ type: 'field', attrs: { name: 'unsubscribe_url', fallback: '' } }] }])),
  ],
  ['a list in a list', of(text([deepList(2)]))],
  ['lists in lists without end', of(text([deepList(5_000)]))],
  ['a language that would end its attribute', { ...of(), language: 'en" onload="x' }],
  [
    'more sections than a mail has',
    of(...Array.from({ length: 60 }, (_, index) => ({ id: `s${index}`, type: 'spacer' }))),
  ],
  ['a text without end', of({ id: 'a', type: 'html', html: 'x'.repeat(100_001) })],
  [
    'texts that are together too large',
    of(...Array.from({ length: 5 }, (_, index) => ({ id: `h${index}`, type: 'html', html: 'ж'.repeat(50_000) }))),
  ],
])('%s is no document', (_, json) => {
  const read = readDocument(json)
  expect(read.ok).toBe(false)
  expect(read.ok ? '' : read.problem).not.toBe('')
})

test('JSON nested deeper than can be written is refused, and nothing is lost of the process', () => {
  const depth = 200_000
  const json: unknown = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)
  expect(readDocument({ version: 1, blocks: json }).ok).toBe(false)
})

test('what is wrong is said with its section', () => {
  expect(readDocument(of({ id: 'a', type: 'spacer' }, link('vbscript:x')))).toEqual({
    ok: false,
    problem: 'Section 2: Enter a web address that begins with https://',
  })
  expect(readDocument({ x: 'x'.repeat(MAX_DOCUMENT_BYTES) })).toMatchObject({
    problem: expect.stringContaining('too large'),
  })
})

test('what the schema does not know is left out, and what can not be stored', () => {
  const given = of({
    ...text([{ type: 'paragraph', onclick: 'x', content: [{ type: 'text', text: 'a\0b\uD800' }] }]),
    evil: 1,
  })
  const read = readDocument(given)
  expect(JSON.stringify(read)).not.toMatch(/onclick|evil|\\u0000|\\ud800/i)
  expect(read).toMatchObject({
    ok: true,
    document: { blocks: [{ text: { content: [{ content: [{ text: 'ab\uFFFD' }] }] } }, {}] },
  })
})

test.each([
  ['en', 'ltr'],
  ['ar', 'rtl'],
  ['he-IL', 'rtl'],
  ['fa', 'rtl'],
  ['ur-PK', 'rtl'],
  ['az-Arab', 'rtl'],
  ['ar-Latn', 'ltr'],
  ['yi-Latn', 'ltr'],
  ['ja', 'ltr'],
  ['arn', 'ltr'],
])('%s is read %s', (language, direction) => {
  expect(directionOf({ language })).toBe(direction)
})
