// What the home page tells: who can be mailed, and what is still to set up.
import { getTotals } from '#app/members/core/totals.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { getSettings, isGuideDismissed } from '#app/settings/settings.server.ts'
import { guideSteps } from './guide.ts'

/** How many members there are, how many may be mailed, and how many unsubscribed. */
export async function countAudience(tenantId: number) {
  const { members, reachable, unsubscribed } = await getTotals(tenantId)
  return { members, reachable, unsubscribed }
}

/** The steps of the set-up guide, or null once it was put away or all of it is done. */
export async function findGuide(tenantId: number) {
  const [dismissed, settings, made] = await Promise.all([
    isGuideDismissed(tenantId),
    getSettings(tenantId),
    findMade(tenantId),
  ])
  const steps = guideSteps({
    sender: settings.senderName !== null || settings.senderEmail !== null,
    postalAddress: settings.postalAddress !== null,
    ...made,
  })
  return dismissed || steps.every((step) => step.done) ? null : steps
}

/** Whether there is a segment, and a campaign that was begun. */
async function findMade(tenantId: number): Promise<{ segment: boolean; campaign: boolean }> {
  const found = await db().query<{ segment: boolean; campaign: boolean }>(
    `SELECT EXISTS (SELECT FROM segments WHERE tenant_id = $1) AS segment,
       EXISTS (SELECT FROM campaigns WHERE tenant_id = $1 AND started_at IS NOT NULL) AS campaign`,
    [tenantId],
  )
  return found.rows[0] ?? { segment: false, campaign: false }
}
