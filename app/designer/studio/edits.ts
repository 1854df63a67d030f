// What can be done with the sections of a document. The footer stays where it is, whatever is asked.
import { type Block, type MailDocument, MOST_BLOCKS, type PartBlock } from '../document.ts'
import { newId } from './new-block.ts'

/** Behind the section with this id, or in front of the footer. */
export function insertBlock(document: MailDocument, block: Block, behind: string | null): MailDocument {
  const { blocks } = document
  if (blocks.length >= MOST_BLOCKS) return document
  const found = blocks.findIndex(({ id }) => id === behind)
  const last = blocks.length - 1
  const at = found < 0 ? last : Math.min(found + 1, last)
  return { ...document, blocks: blocks.toSpliced(at, 0, block) }
}

export function removeBlock(document: MailDocument, id: string): MailDocument {
  return { ...document, blocks: document.blocks.filter((each) => each.id !== id || each.type === 'footer') }
}

/** To the place with this number, counted without the section itself. */
export function moveBlock(document: MailDocument, id: string, to: number): MailDocument {
  const { blocks } = document
  const from = blocks.findIndex((each) => each.id === id)
  const block = blocks[from]
  if (!block || block.type === 'footer') return document
  const others = blocks.toSpliced(from, 1)
  const at = Math.max(0, Math.min(to, others.length - 1))
  return at === from ? document : { ...document, blocks: others.toSpliced(at, 0, block) }
}

/** A copy behind the section, with ids of its own; nothing where there is no room for one. */
export function duplicateBlock(document: MailDocument, id: string): { document: MailDocument; copyId: string } | null {
  const block = document.blocks.find((each) => each.id === id)
  if (!block || block.type === 'footer' || document.blocks.length >= MOST_BLOCKS) return null
  const copy = withNewIds(block)
  return { document: insertBlock(document, copy, id), copyId: copy.id }
}

function withNewIds(block: Block): Block {
  if (block.type !== 'columns') return { ...block, id: newId() }
  const columns = block.columns.map(({ blocks }) => ({ blocks: blocks.map((part) => ({ ...part, id: newId() })) }))
  return { ...block, id: newId(), columns }
}

export function replaceBlock(document: MailDocument, block: Block): MailDocument {
  return { ...document, blocks: document.blocks.map((each) => (each.id === block.id ? block : each)) }
}

/** A part of a column moved by so many places. */
export function movePart(parts: PartBlock[], id: string, by: number): PartBlock[] {
  const from = parts.findIndex((part) => part.id === id)
  const part = parts[from]
  const to = from + by
  if (!part || to < 0 || to >= parts.length) return parts
  return parts.toSpliced(from, 1).toSpliced(to, 0, part)
}
