import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { differs } from '#app/ui/forms/form-errors.ts'
import type { CampaignDraft } from '../draft.ts'
import { DraftSaver, type Kept, type Posted, type SaveState } from './draft-saver.ts'

const DRAFT: CampaignDraft = {
  name: 'Sale',
  subject: '',
  preheader: '',
  html: '<p>Hi</p>',
  segmentId: null,
  trackOpens: true,
  trackClicks: true,
  utm: true,
  frequencyExempt: false,
}
const typed = (subject: string): CampaignDraft => ({ ...DRAFT, subject })

/** A saver at a server that answers as it is told, and what both did. */
function aSaver(answer: (kept: Kept) => Promise<Posted> | Posted) {
  const posted: Kept[] = []
  const states: SaveState['kind'][] = []
  let last: SaveState = { kind: 'saved' }
  const saver = new DraftSaver(
    { draft: DRAFT, version: 1 },
    {
      post: async (kept) => {
        posted.push(kept)
        return answer(kept)
      },
      differ: differs,
      onState: (state) => {
        last = state
        states.push(state.kind)
      },
    },
  )
  return { saver, posted, states, state: () => last }
}
const saves = ({ version }: Kept): Posted => ({ kind: 'saved', version: version + 1 })

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('what is typed is saved once, a moment after the last key', async () => {
  const { saver, posted, state } = aSaver(saves)
  for (const subject of ['H', 'He', 'Hel', 'Hell', 'Hello']) {
    saver.type(typed(subject))
    await vi.advanceTimersByTimeAsync(300)
  }
  expect(posted).toEqual([])
  await vi.advanceTimersByTimeAsync(600)
  expect(posted).toEqual([{ draft: typed('Hello'), version: 1 }])
  expect(state()).toEqual({ kind: 'saved' })
})

test('what is typed during a save is saved after it, with the version that the save gave', async () => {
  let answer: (posted: Posted) => void = () => {}
  const { saver, posted, state } = aSaver(({ version }) =>
    version === 1 ? new Promise((resolve) => (answer = resolve)) : { kind: 'saved', version: version + 1 },
  )
  saver.type(typed('one'))
  await vi.advanceTimersByTimeAsync(1_000)
  saver.type(typed('two'))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(posted).toHaveLength(1)
  answer({ kind: 'saved', version: 2 })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(posted).toEqual([
    { draft: typed('one'), version: 1 },
    { draft: typed('two'), version: 2 },
  ])
  expect(state()).toEqual({ kind: 'saved' })
})

test.each<[string, CampaignDraft]>([
  ['nothing', DRAFT],
  ['blanks at an end', { ...DRAFT, name: 'Sale  ' }],
  ['something and back again', DRAFT],
])('who typed %s has nothing to save', async (_, draft) => {
  const { saver, posted } = aSaver(saves)
  saver.type(typed('x'))
  saver.type(draft)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(posted).toEqual([])
  expect(saver.hasUnsaved).toBe(false)
})

test('without an answer it says so, keeps the words and tries again until there is one', async () => {
  let isAway = true
  const { saver, posted, state } = aSaver((kept) => {
    if (isAway) throw new TypeError('Failed to fetch')
    return saves(kept)
  })
  saver.type(typed('Hello'))
  await vi.advanceTimersByTimeAsync(12_000)
  expect(posted.length).toBeGreaterThan(1)
  expect(state()).toMatchObject({ kind: 'failed' })
  isAway = false
  await vi.advanceTimersByTimeAsync(6_000)
  expect(state()).toEqual({ kind: 'saved' })
  expect(posted.at(-1)).toEqual({ draft: typed('Hello'), version: 1 })
})

test('what is refused is not sent again until something else is typed', async () => {
  const { saver, posted, state } = aSaver(({ draft, version }) =>
    draft.name === '' ? { kind: 'refused', why: 'Give the campaign a name' } : { kind: 'saved', version: version + 1 },
  )
  saver.type({ ...DRAFT, name: '' })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(posted).toHaveLength(1)
  expect(state()).toEqual({ kind: 'failed', why: 'Give the campaign a name' })
  saver.type({ ...DRAFT, name: 'Autumn' })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(state()).toEqual({ kind: 'saved' })
})

const OTHER: Kept = { draft: typed('Of the other tab'), version: 7 }

test('what another tab has saved is not overwritten, however much is typed', async () => {
  const { saver, posted, state } = aSaver(() => ({ kind: 'changed', other: OTHER }))
  saver.type(typed('Mine'))
  await vi.advanceTimersByTimeAsync(1_000)
  saver.type(typed('Mine, longer'))
  await vi.advanceTimersByTimeAsync(60_000)
  await saver.flush()
  expect(posted).toHaveLength(1)
  expect(state()).toEqual({ kind: 'changed', other: OTHER })
})

test('the other’s words can be taken, and the next save builds on them', async () => {
  const { saver, posted, state } = aSaver((kept) =>
    kept.version === 1 ? { kind: 'changed', other: OTHER } : saves(kept),
  )
  saver.type(typed('Mine'))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(saver.takeOther()).toEqual(OTHER.draft)
  expect(state()).toEqual({ kind: 'saved' })
  saver.type(typed('Both'))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(posted.at(-1)).toEqual({ draft: typed('Both'), version: 7 })
})

test('or the own words can be kept, and overwrite them', async () => {
  const { saver, posted, state } = aSaver((kept) =>
    kept.version === 1 ? { kind: 'changed', other: OTHER } : saves(kept),
  )
  saver.type(typed('Mine'))
  await vi.advanceTimersByTimeAsync(1_000)
  saver.keepMine()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(posted.at(-1)).toEqual({ draft: typed('Mine'), version: 7 })
  expect(state()).toEqual({ kind: 'saved' })
  expect(saver.kept.version).toBe(8)
})

test('who leaves has what is typed saved first, and waits for a save under way', async () => {
  let answer: (posted: Posted) => void = () => {}
  const { saver, posted } = aSaver(({ version }) =>
    version === 1 ? new Promise((resolve) => (answer = resolve)) : { kind: 'saved', version: version + 1 },
  )
  saver.type(typed('one'))
  await vi.advanceTimersByTimeAsync(1_000)
  saver.type(typed('two'))
  const left = saver.flush()
  answer({ kind: 'saved', version: 2 })
  await left
  expect(posted.map(({ draft }) => draft.subject)).toEqual(['one', 'two'])
  expect(saver.hasUnsaved).toBe(false)
})

test('a draft that another action saved is not saved again', async () => {
  const { saver, posted, state } = aSaver(saves)
  saver.type(typed('Sent'))
  saver.note({ kind: 'saved', version: 2 }, typed('Sent'))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(posted).toEqual([])
  expect([saver.kept.version, state()]).toEqual([2, { kind: 'saved' }])
})
