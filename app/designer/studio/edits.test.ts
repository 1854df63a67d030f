import { STARTING } from '#tests/mails/documents.ts'
import { expect, test } from 'vitest'
import { type MailDocument, MOST_BLOCKS, partsOf, readDocument } from '../document.ts'
import { duplicateBlock, insertBlock, moveBlock, movePart, removeBlock, replaceBlock } from './edits.ts'
import { ADDABLE, newBlock, newPart, PARTS } from './new-block.ts'

const story = STARTING.find(([name]) => name === 'story')?.[1] as MailDocument
const idsOf = ({ blocks }: MailDocument) => blocks.map(({ id }) => id)
const [first = '', second = ''] = idsOf(story)
const last = idsOf(story).at(-1) ?? ''

test.each(ADDABLE)('a new section %s is one that can be saved, and stands above the footer', (type) => {
  const added = insertBlock(story, newBlock(type), null)
  expect(readDocument(added)).toEqual({ ok: true, document: added })
  expect(added.blocks.at(-2)?.type).toBe(type)
})

test.each(PARTS)('a new part %s is one that can be saved', (type) => {
  const added = insertBlock(
    story,
    { ...newBlock('columns'), type: 'columns', columns: [{ blocks: [newPart(type)] }] },
    first,
  )
  expect(readDocument(added).ok).toBe(true)
})

test.each([
  ['behind a section', first, 1],
  ['behind none that is there', 'gone', idsOf(story).length - 1],
  ['behind the footer', last, idsOf(story).length - 1],
])('a section added %s has its place', (_, behind, place) => {
  const block = newBlock('spacer')
  expect(idsOf(insertBlock(story, block, behind))[place]).toBe(block.id)
})

test.each([
  ['down', first, 1, 1],
  ['to the end', first, 99, idsOf(story).length - 2],
  ['above the top', second, -5, 0],
  ['nowhere', second, 1, 1],
])('a section moved %s comes to its place, and never below the footer', (_, id, to, place) => {
  expect(idsOf(moveBlock(story, id, to))[place]).toBe(id)
  expect(idsOf(moveBlock(story, id, to)).at(-1)).toBe(last)
})

test('the footer is neither removed nor moved nor copied', () => {
  expect(removeBlock(story, last)).toEqual(story)
  expect(moveBlock(story, last, 0)).toBe(story)
  expect(duplicateBlock(story, last)).toBeNull()
})

test('a copy of columns has ids of its own, all the way down', () => {
  const columns = story.blocks.find(({ type }) => type === 'columns')
  const copied = duplicateBlock(story, columns?.id ?? '')
  expect(copied && readDocument(copied.document).ok).toBe(true)
  const copy = copied?.document.blocks.find(({ id }) => id === copied.copyId)
  expect(copy && partsOf(copy).length).toBe(4)
})

test('a full mail takes no more', () => {
  let document = story
  while (document.blocks.length < MOST_BLOCKS) document = insertBlock(document, newBlock('spacer'), null)
  expect(insertBlock(document, newBlock('text'), null)).toBe(document)
  expect(duplicateBlock(document, first)).toBeNull()
  expect(readDocument(document).ok).toBe(true)
})

test('what is replaced is one section, and others stay the same objects', () => {
  const changed = replaceBlock(story, { ...newBlock('spacer'), id: second })
  expect(changed.blocks[1]?.type).toBe('spacer')
  expect(changed.blocks[0]).toBe(story.blocks[0])
})

test('a part moves within its column, and not out of it', () => {
  const parts = [newPart('text'), newPart('image'), newPart('button')]
  const [one, two, three] = parts.map(({ id }) => id)
  expect(movePart(parts, one ?? '', 1).map(({ id }) => id)).toEqual([two, one, three])
  expect(movePart(parts, one ?? '', -1)).toBe(parts)
  expect(movePart(parts, three ?? '', 1)).toBe(parts)
  expect(movePart(parts, 'gone', 1)).toBe(parts)
})
