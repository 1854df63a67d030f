import { useState } from 'react'
import { type Block, type MailDocument, readDocument } from '../document.ts'
import { duplicateBlock, insertBlock, moveBlock, removeBlock, replaceBlock } from './edits.ts'
import { commit, redo, startHistory, undo, type History } from './history.ts'
import { type AddableType, newBlock } from './new-block.ts'

/** A document while it is edited: what is chosen in it, what can be done with it, and what was undone. */
export function useDesign(document: MailDocument, onChange: (document: MailDocument) => void) {
  const [history, setHistory] = useState(() => startHistory(document))
  const [chosenId, choose] = useState(document.blocks[0]?.id ?? null)
  const [moves, setMoves] = useState(0)
  // What came from elsewhere, such as what was saved when changes are discarded, can not be undone.
  if (history.present !== document) setHistory(startHistory(document))
  const put = (next: History<MailDocument>) => {
    setHistory(next)
    if (next.present !== document) onChange(next.present)
  }
  const change = (next: MailDocument, what: string) => {
    if (next !== document) put(commit(history, asSaved(next), { what, at: Date.now() }))
  }
  const rearrange = (next: MailDocument, what: string) => {
    change(next, what)
    setMoves(moves + 1)
  }
  const chosen = document.blocks.find(({ id }) => id === chosenId) ?? null
  return {
    chosen,
    choose,
    /** How often the list was changed: each time the focus may be gone with what had it. */
    moves,
    add: (type: AddableType) => {
      const block = newBlock(type)
      change(insertBlock(document, block, chosenId), `add ${block.id}`)
      choose(block.id)
    },
    remove: (id: string) => {
      const at = document.blocks.findIndex((each) => each.id === id)
      const next = removeBlock(document, id)
      rearrange(next, `remove ${id}`)
      choose(next.blocks[Math.max(0, at - 1)]?.id ?? null)
    },
    move: (id: string, to: number) => rearrange(moveBlock(document, id, to), `move ${id}`),
    duplicate: (id: string) => {
      const copied = duplicateBlock(document, id)
      if (!copied) return
      rearrange(copied.document, `copy ${copied.copyId}`)
      choose(copied.copyId)
    },
    replace: (block: Block, what: string) => change(replaceBlock(document, block), `${block.id} ${what}`),
    setLanguage: (language: string) => change({ ...document, language }, 'language'),
    undo: history.past.length > 0 ? () => put(undo(history)) : null,
    redo: history.future.length > 0 ? () => put(redo(history)) : null,
  }
}

export type Design = ReturnType<typeof useDesign>

/** As it comes back once it is saved, so that it is no change any more then; what can not be saved is told by the save. */
function asSaved(document: MailDocument): MailDocument {
  const read = readDocument(document)
  return read.ok ? read.document : document
}
