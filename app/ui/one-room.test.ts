import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

// That nothing else imports Polaris holds `.dependency-cruiser.js`.
test('nothing outside of app/ui knows the classes and the colours of Polaris, which change with it', () => {
  const files = globSync('app/**/*.{ts,tsx,css}').filter((file) => !file.startsWith('app/ui/'))
  expect(files.length).toBeGreaterThan(300)
  expect(files.filter((file) => /--p-[a-z]|Polaris-/.test(readFileSync(file, 'utf8')))).toEqual([])
})
