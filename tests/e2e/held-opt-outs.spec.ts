// An unsubscribe by a mail scanner: found from the home page, on the list with why, and decided in either way.
import { expect, test } from '@playwright/test'
import pg from 'pg'
import { expectSound, openApp, openInstalled, picture } from './admin.ts'
import { outside, PAGES_SHOP, simulatorUrl } from './outside.ts'

/** A member whose unsubscribe was taken back as a scanner's. */
async function aHeld(name: string): Promise<string> {
  const email = `${name.toLowerCase().replace(' ', '.')}@example.com`
  const { id } = await outside.createCustomer(PAGES_SHOP, { firstName: name, email, emailState: 'SUBSCRIBED' })
  const client = new pg.Client({ connectionString: process.env['E2E_DATABASE_URL'] })
  await client.connect()
  await expect(async () => {
    const held = await client.query(
      `INSERT INTO held_opt_outs (tenant_id, member_id, mailing_id, send_no, mailed_id, followed_at, times, held_at, email_seq, links,
         within_ms, since_delivery_ms, gateway)
       SELECT m.tenant_id, m.member_id, 1, 0, m.member_id, now(), 1, now(), max(l.seq), 4, 2600, 75000, 'proofpoint'
       FROM members m JOIN consent_ledger l USING (tenant_id, member_id) WHERE m.member_id = $1 GROUP BY 1, 2`,
      [id],
    )
    expect(held.rowCount).toBe(1)
  }).toPass()
  await client.end()
  return id
}

for (const [width, kept, left, ...more] of [
  [1280, 'Pia Lund', 'Quentin Ross', 'Tara Quist', 'Udo Fries'],
  [390, 'Rosa Vega', 'Sven Dahl', 'Vera Holm', 'Wim Bakker'],
] as const) {
  test(`the merchant decides what was a scanner and what was not, at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await openInstalled(page, PAGES_SHOP)
    await aHeld(kept)
    const id = await aHeld(left)
    let app = await openApp(page, PAGES_SHOP)
    await expect(app.getByText('2 unsubscribes are held for review')).toBeVisible()
    await picture(page, 'held-home')
    app = await openApp(page, PAGES_SHOP, `/app/members/${id}`)
    await expect(app.getByText('An unsubscribe is held for review')).toBeVisible()
    app = await openApp(page, PAGES_SHOP, '/app/members/held')
    await expect(
      app.getByText('opened all 4 links of the email and the unsubscribe link within 3 seconds').first(),
    ).toBeVisible()
    await expectSound(page, 'the unsubscribes that are held')
    await picture(page, 'held')
    await app.getByRole('button', { name: `Keep ${kept} subscribed` }).click()
    await expect(app.getByRole('link', { name: kept, exact: true })).toBeHidden()
    await app.getByRole('button', { name: `Unsubscribe ${left}` }).click()
    await picture(page, 'held-confirm')
    await app.getByRole('dialog').getByRole('button', { name: 'Unsubscribe them' }).click()
    await expect(app.getByText('Nothing to review')).toBeVisible()
    await expectSound(page, 'nothing to review')
    await expect(async () => {
      const response = await fetch(`${simulatorUrl()}/_control/customers/${id}?shop=${PAGES_SHOP}`)
      expect(await response.json()).toMatchObject({ email_state: 'UNSUBSCRIBED' })
    }).toPass()
    for (const name of more) await aHeld(name)
    app = await openApp(page, PAGES_SHOP, '/app/members/held')
    if (width === 390) await app.getByRole('button', { name: /^View actions/ }).click()
    await app.getByRole('button', { name: 'Keep all subscribed' }).click()
    await expect(app.getByRole('dialog')).toContainText('Keep 2 customers subscribed?')
    await picture(page, 'held-keep-all')
    await app.getByRole('dialog').getByRole('button', { name: 'Keep all subscribed' }).click()
    await expect(app.getByText('Nothing to review')).toBeVisible()
  })
}
