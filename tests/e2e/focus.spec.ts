// Whoever works with the keyboard stays where they were when what they pressed goes away.
import { expect, test } from '@playwright/test'
import { openApp, openInstalled } from './admin.ts'

const SHOP = 'glancito-demo.myshopify.com'

test('the focus stays among the keys when one is deleted', async ({ page }) => {
  await openInstalled(page, SHOP)
  const app = await openApp(page, SHOP, '/app/settings')
  for (const name of ['Weekly report', 'Till', 'Warehouse']) {
    await app.getByRole('button', { name: 'Create API key' }).click()
    await app.getByLabel('Name', { exact: true }).fill(name)
    await page.keyboard.press('Enter')
    await app.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
    await expect(app.getByRole('dialog')).toBeHidden()
  }
  const deleteKey = async (name: string) => {
    await app.getByRole('button', { name: `Delete ${name}` }).focus()
    await page.keyboard.press('Enter')
    await app.getByRole('dialog').getByRole('button', { name: 'Delete key' }).focus()
    await page.keyboard.press('Enter')
    await expect(app.getByRole('button', { name: `Delete ${name}` })).toBeHidden()
  }
  const keys = app.getByRole('button', { name: /^Delete (Weekly|Till|Warehouse)/ })
  const names = await keys.evaluateAll((all) => all.map((key) => key.getAttribute('aria-label') ?? ''))
  const [first = '', second = '', third = ''] = names.map((label) => label.replace('Delete ', ''))
  await deleteKey(second)
  await expect(app.getByRole('button', { name: `Delete ${first}` })).toBeFocused()
  await deleteKey(first)
  await expect(app.getByRole('button', { name: `Delete ${third}` })).toBeFocused()
  await deleteKey(third)
  await expect(app.getByRole('button', { name: 'Create API key' })).toBeFocused()
})

test('the focus stays among the rules when one is removed', async ({ page }) => {
  await openInstalled(page, SHOP)
  const app = await openApp(page, SHOP, '/app/segments/new')
  for (const number of [1, 2, 3]) {
    await app.getByRole('button', { name: 'Add rule' }).click()
    await expect(app.getByRole('button', { name: `Remove rule ${number}` })).toBeVisible()
  }
  const rules = app.getByRole('button', { name: /^Remove rule/ })
  const count = await rules.count()
  await rules.last().focus()
  await page.keyboard.press('Enter')
  await expect(rules).toHaveCount(count - 1)
  await expect(rules.last()).toBeFocused()
})
