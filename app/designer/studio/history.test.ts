import { expect, test } from 'vitest'
import { commit, redo, startHistory, undo } from './history.ts'

const typed = (...words: [text: string, what: string, at: number][]) =>
  words.reduce((history, [text, what, at]) => commit(history, text, { what, at }), startHistory(''))

test('what is typed in one go is undone in one go, and redone', () => {
  const history = typed(['H', 'b1', 0], ['He', 'b1', 300], ['Hey', 'b1', 900])
  expect(undo(history).present).toBe('')
  expect(redo(undo(history)).present).toBe('Hey')
})

test.each([
  ['a pause', ['He', 'b1', 1000] as const],
  ['another section', ['He', 'b2', 100] as const],
])('%s begins a change of its own', (_, second) => {
  expect(undo(typed(['H', 'b1', 0], [...second])).present).toBe('H')
})

test('after an undo, typing goes into no change from before it, and there is nothing to redo', () => {
  const undone = undo(typed(['H', 'b1', 0], ['Ha', 'b1', 2000]))
  const again = commit(undone, 'Ho', { what: 'b1', at: 2100 })
  expect(undo(again).present).toBe('H')
  expect(redo(again)).toBe(again)
})

test('with nothing to undo or redo, nothing changes; so it is where a change changes nothing', () => {
  const history = typed(['H', 'b1', 0])
  expect(undo(undo(history))).toEqual(undo(history))
  expect(redo(history)).toBe(history)
  expect(commit(history, 'H', { what: 'b1', at: 9000 })).toBe(history)
})

test('a hundred changes can be undone, and no more are kept', () => {
  let history = startHistory(0)
  for (let step = 1; step <= 150; step += 1) history = commit(history, step, { what: `s${step}`, at: step })
  for (let step = 0; step < 200; step += 1) history = undo(history)
  expect(history.present).toBe(50)
})
