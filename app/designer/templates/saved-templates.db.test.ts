import { RANDOM, STARTING } from '#tests/mails/documents.ts'
import { aTenant } from '#tests/factories.ts'
import { db } from '#app/platform/db/db.server.ts'
import { expect, test } from 'vitest'
import type { MailDocument } from '../document.ts'
import { deleteTemplate, findTemplate, listTemplates, saveTemplate } from './saved-templates.server.ts'

const DESIGN = STARTING[0]?.[1] as MailDocument

async function kept(tenantId: number, name: string, document = DESIGN): Promise<string> {
  const saved = await saveTemplate(tenantId, name, document)
  if (!saved.ok) throw new Error(saved.problem)
  return saved.templateId
}

test('a template is kept, listed by its name, found as it was and deleted', async () => {
  const tenantId = await aTenant()
  const second = await kept(tenantId, 'zoo')
  const first = await kept(tenantId, 'Autumn')
  expect(await listTemplates(tenantId)).toEqual([
    { templateId: first, name: 'Autumn' },
    { templateId: second, name: 'zoo' },
  ])
  expect(await findTemplate(tenantId, first)).toEqual(DESIGN)
  expect(await deleteTemplate(tenantId, first)).toBe(true)
  expect(await deleteTemplate(tenantId, first)).toBe(false)
  expect(await findTemplate(tenantId, first)).toBeNull()
})

test.each(RANDOM.slice(0, 8))('the table keeps %s as it is', async (_, document) => {
  const tenantId = await aTenant()
  expect(await findTemplate(tenantId, await kept(tenantId, 'Any', document))).toEqual(document)
})

test.each(['Autumn', 'AUTUMN', 'autumn'])('a second template cannot be named %s', async (name) => {
  const tenantId = await aTenant()
  await kept(tenantId, 'Autumn')
  expect(await saveTemplate(tenantId, name, DESIGN)).toEqual({
    ok: false,
    problem: `There’s already a template named “${name}”. Choose another name.`,
  })
})

test('a shop has no more than fifty, and none of another shop’s', async () => {
  const [tenantId, other] = [await aTenant(), await aTenant()]
  const theirs = await kept(other, 'Theirs')
  for (let count = 0; count < 50; count += 1) await kept(tenantId, `Template ${count}`)
  expect(await saveTemplate(tenantId, 'One more', DESIGN)).toMatchObject({
    ok: false,
    problem: expect.stringContaining('Delete one first'),
  })
  expect(await findTemplate(tenantId, theirs)).toBeNull()
  expect(await deleteTemplate(tenantId, theirs)).toBe(false)
  expect(await listTemplates(other)).toHaveLength(1)
})

test('a template of a version that is not read any more is none', async () => {
  const tenantId = await aTenant()
  const templateId = await kept(tenantId, 'Old')
  await db().query(`UPDATE mail_templates SET design = '{"version":0,"blocks":[]}' WHERE tenant_id = $1`, [tenantId])
  expect(await findTemplate(tenantId, templateId)).toBeNull()
})
