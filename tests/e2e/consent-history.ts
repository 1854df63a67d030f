// The consent history of the member page that is open, and the proof of it as a file.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import { appFrame } from './admin.ts'

/** Who left by the link of `campaign` is told of so, Shopify has confirmed it, and the file proves it. */
export async function expectHistory(page: Page, campaign: string): Promise<void> {
  const app = appFrame(page)
  const left = app.getByRole('listitem').filter({ hasText: `Email: Unsubscribed through the link in “${campaign}”` })
  await expect(async () => {
    await page.reload()
    await expect(left).toContainText(/Sent to Shopify at .+ confirmed/, { timeout: 4000 })
  }).toPass({ timeout: 30_000 })
  await app.getByRole('button', { name: 'SMS', exact: true }).click()
  await expect(left).toBeHidden()
  await expect(app.getByRole('listitem').filter({ hasText: 'Ended with email' })).toBeVisible()
  await app.getByRole('button', { name: 'All', exact: true }).click()
  await expect(left).toBeVisible()
  expect(await saved(page, 'Save as proof')).toContain(`Unsubscribed through the link in “${campaign}”`)
  const proof = JSON.parse(await saved(page, 'Save as JSON'))
  let hash = Buffer.alloc(0)
  for (const { payload } of proof.entries) hash = createHash('sha256').update(hash).update(payload).digest()
  expect(hash.toString('hex')).toBe(proof.head.hash)
}

async function saved(page: Page, button: string): Promise<string> {
  const download = page.waitForEvent('download')
  await appFrame(page).getByRole('button', { name: button }).click()
  return readFile(await (await download).path(), 'utf8')
}
