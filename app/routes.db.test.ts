import { expect, test } from 'vitest'
import routes from './routes.ts'

type Page = { default?: unknown; meta?: (args: object) => { title?: string }[] }

const modules = import.meta.glob<Page>('./**/*.route.tsx')
const pages = routes
  .flatMap(({ children = [] }) => children.map(({ file }) => file))
  .filter((file) => file.endsWith('.tsx'))

test.each(pages)('the page of %s has a title, found or not', async (file) => {
  const page = await modules[`./${file}`]?.()
  const said = page?.meta?.({ data: undefined, params: {} }) ?? []
  expect(said.map(({ title }) => title)).toContainEqual(expect.stringContaining('Glancito'))
})
