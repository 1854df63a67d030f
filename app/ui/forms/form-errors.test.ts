import { describe, expect, test } from 'vitest'
import { differs, standing } from './form-errors.ts'

const about = { name: '', address: 'nobody', switches: { opens: true } }
const found = { about, errors: { name: 'Give it a name', address: 'No address' } }

describe('an error stands while its field holds what was wrong', () => {
  test.each([
    ['nothing was touched', about, ['name', 'address']],
    ['another field was changed', { ...about, switches: { opens: false } }, ['name', 'address']],
    ['one was mended', { ...about, address: 'a@shop.example' }, ['name']],
    ['both were mended', { ...about, name: 'Spring', address: 'a@shop.example' }, []],
    ['only blanks were added', { ...about, name: '  ', address: ' nobody ' }, ['name', 'address']],
    ['it was typed back', { ...about, address: 'nobody' }, ['name', 'address']],
  ])('when %s', (_, fields, names) => {
    expect(Object.keys(standing(found, fields))).toEqual(names)
  })
})

test('a form that was never refused has no errors', () => {
  expect(standing(null, about)).toEqual({})
})

describe('a form is unsaved only where it says something else', () => {
  test.each([
    [about, false],
    [{ ...about, name: ' ' }, false],
    [{ ...about, switches: { opens: true } }, false],
    [{ ...about, name: 'x' }, true],
    [{ ...about, switches: { opens: false } }, true],
    [{ ...about, address: 'Nobody' }, true],
  ])('%j: %s', (fields, changed) => {
    expect(differs(fields, about)).toBe(changed)
  })
})
