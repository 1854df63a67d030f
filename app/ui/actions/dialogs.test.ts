import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('every dialog gives the focus back: none is Polaris’s own', () => {
  const files = globSync('app/**/*.tsx').filter((file) => file !== 'app/ui/actions/Dialog.tsx')
  expect(files.length).toBeGreaterThan(50)
  expect(files.filter((file) => /<Modal[\s>]/.test(readFileSync(file, 'utf8')))).toEqual([])
})
