// A segment with groups and engagement, written by mouse and by keyboard, at a desktop's and a phone's width; its people.
import { expect, type FrameLocator, type Page, test } from '@playwright/test'
import { atBothWidths, expectPresentable, openApp, openInstalled } from './admin.ts'

const SHOP = 'glancito-demo.myshopify.com'

/** Whose customers are there. */
async function openWhenKnown(page: Page, path: string): Promise<FrameLocator> {
  await openInstalled(page, SHOP)
  return openApp(page, SHOP, path)
}

test('a template is a segment with a group, said in words and counted', async ({ page }) => {
  const app = await openWhenKnown(page, '/app/segments/new')
  await app.getByLabel('Start from a template').selectOption('Sunset')
  await expect(app.getByLabel('Segment name')).toHaveValue('Sunset')
  await expect(app.getByText(/not \(Opened an email in the last 90 days or Clicked in/)).toBeVisible()
  await expect(app.getByText(/^\d[\d,]* members?$/)).toBeVisible()
  await atBothWidths(page, () => expectPresentable(page, 'segment-template'))
})

test('groups lie in groups, and the keyboard alone writes them', async ({ page }) => {
  const app = await openWhenKnown(page, '/app/segments/new')
  const press = async (name: string) => {
    await app.getByRole('button', { name, exact: true }).focus()
    await page.keyboard.press('Enter')
  }
  await press('Add group')
  await press('Add group to group 2')
  await app.getByLabel('Group 2.2 matches').selectOption('none of these rules')
  await app.getByLabel('Rule 2.2.1: field').selectOption('Opened an email')
  await app.getByLabel('Rule 2.2.1: times').fill('')
  await app.getByLabel('Segment name').fill('By keyboard')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(app.getByText('Enter how many times')).toBeVisible()
  await app.getByLabel('Rule 2.2.1: times').fill('2')
  await expect(app.getByText(/not \(Opened at least 2 emails in the last 30 days\)/)).toBeVisible()
  await atBothWidths(page, () => expectPresentable(page, 'segment-groups'))
  await press('Remove rule 2.2.1')
  await expect(app.getByRole('group', { name: 'Group 2.2' })).toBeHidden()
  await expect(app.getByRole('group', { name: 'Group 2' })).toBeVisible()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(app.getByRole('heading', { name: 'By keyboard' })).toBeVisible()
})

test('the page of a segment shows its people, finds them, and says why some can not be emailed', async ({ page }) => {
  const app = await openWhenKnown(page, '/app/segments/new')
  await app.getByLabel('Segment name').fill('Everyone here')
  await app.getByRole('button', { name: 'Remove rule 1' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(app.getByRole('heading', { name: 'People' })).toBeVisible()
  await atBothWidths(page, () => expectPresentable(page, 'segment-people'))
  const reasons = app.getByLabel('Can be emailed', { exact: true })
  await reasons.selectOption({ label: await firstReason(reasons) })
  await expect(app.getByText('Yes', { exact: true })).toHaveCount(0)
  await app.getByLabel('Search people').fill('nobody-is-called-so')
  await expect(app.getByText('Nobody here right now.')).toBeVisible()
})

async function firstReason(reasons: ReturnType<FrameLocator['getByLabel']>): Promise<string> {
  const labels = await reasons.locator('option').allInnerTexts()
  return labels[2] ?? ''
}
