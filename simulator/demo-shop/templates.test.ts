import { expect, test } from 'vitest'
import { referencesOf } from '../ses/mail-json.ts'
import { compileTemplate, TEMPLATE_NAMES } from './templates.ts'

const STOREFRONT = 'http://localhost:4000/storefront'

test.each(TEMPLATE_NAMES)('%s compiles without a complaint and stays far below what Gmail clips', async (name) => {
  const html = await compileTemplate(name)
  expect(Buffer.byteLength(html)).toBeLessThan(60 * 1024)
  expect(html).toContain('<!--[if mso')
  expect(html).toContain('</body>')
})

test.each(TEMPLATE_NAMES)('%s links to the shop, to an address and to a telephone', async (name) => {
  const { links } = referencesOf(await compileTemplate(name, STOREFRONT))
  expect(links.filter((link) => link.startsWith(STOREFRONT)).length).toBeGreaterThan(4)
  expect(links.some((link) => link.startsWith('mailto:'))).toBe(true)
  expect(links).toContain('tel:+15035550142')
})

test.each(TEMPLATE_NAMES)('%s fetches no picture from anywhere', async (name) => {
  const { images } = referencesOf(await compileTemplate(name))
  expect(images.length).toBeGreaterThan(1)
  expect(images.every((source) => source.startsWith('data:image/svg+xml;base64,'))).toBe(true)
})

test.each(TEMPLATE_NAMES)('%s greets with placeholders that the app fills', async (name) => {
  const placeholders = (await compileTemplate(name)).match(/\{\{[^}]*\}\}/g) ?? []
  expect(placeholders).toContain('{{shop_name}}')
  expect(placeholders.some((text) => /^\{\{first_name \| .+\}\}$/.test(text))).toBe(true)
  expect(placeholders.filter((text) => !/^\{\{(first_name|points|shop_name)( \| [^}]+)?\}\}$/.test(text))).toEqual([])
})
