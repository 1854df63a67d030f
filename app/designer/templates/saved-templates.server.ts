// Designs that a shop keeps to begin with. Owns mail_templates.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { type MailDocument, readDocument } from '../document.ts'

/** As many as anyone finds their way among. */
const MOST = 50

export type SavedTemplate = { templateId: string; name: string }

export async function listTemplates(tenantId: number): Promise<SavedTemplate[]> {
  const found = await db().query<SavedTemplate>(
    'SELECT template_id AS "templateId", name FROM mail_templates WHERE tenant_id = $1 ORDER BY lower(name)',
    [tenantId],
  )
  return found.rows
}

/** The document of a template; null when the shop has no such template, or it is of a version that is not read any more. */
export async function findTemplate(tenantId: number, templateId: string): Promise<MailDocument | null> {
  const found = await db().query<{ design: unknown }>(
    'SELECT design FROM mail_templates WHERE tenant_id = $1 AND template_id = $2',
    [tenantId, templateId],
  )
  const read = readDocument(found.rows[0]?.design)
  return read.ok ? read.document : null
}

export type SaveOutcome = { ok: true; templateId: string } | { ok: false; problem: string }

/** Keeps a document under a name that the shop's templates do not have yet, whatever its case. */
export async function saveTemplate(tenantId: number, name: string, document: MailDocument): Promise<SaveOutcome> {
  const templateId = crypto.randomUUID()
  const now = clock.now()
  const saved = await db().query(
    `INSERT INTO mail_templates (tenant_id, template_id, name, design, created_at, updated_at)
     SELECT $1, $2, $3, $4, $5, $5 WHERE (SELECT count(*) FROM mail_templates WHERE tenant_id = $1) < ${MOST}
     ON CONFLICT DO NOTHING`,
    [tenantId, templateId, name, JSON.stringify(document), now],
  )
  if (saved.rowCount === 1) return { ok: true, templateId }
  const taken = (await listTemplates(tenantId)).some((each) => each.name.toLowerCase() === name.toLowerCase())
  if (taken) return { ok: false, problem: `There’s already a template named “${name}”. Choose another name.` }
  return { ok: false, problem: `You have ${MOST} templates, which is the most. Delete one first.` }
}

/** False when the shop has no such template. */
export async function deleteTemplate(tenantId: number, templateId: string): Promise<boolean> {
  const deleted = await db().query('DELETE FROM mail_templates WHERE tenant_id = $1 AND template_id = $2', [
    tenantId,
    templateId,
  ])
  return deleted.rowCount === 1
}
