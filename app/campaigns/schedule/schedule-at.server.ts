// A start at a time as a merchant says it, in the shop's time zone.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { formatDateTime } from '#app/ui/format/format.ts'
import type { CampaignAnswer } from '../actions.ts'
import { scheduleCampaign } from './schedule.server.ts'
import { readStartTime, type StartTime } from '../start-time.ts'

/** Schedules a campaign; what is to be said or asked about the time is answered, and then nothing is scheduled. */
export async function scheduleAt(tenantId: number, campaignId: number, start: StartTime): Promise<CampaignAnswer> {
  const timeZone = await getZone(tenantId)
  const read = readStartTime(start, clock.now(), timeZone)
  switch (read.kind) {
    case 'refused':
      return { start: { problem: read.problem } }
    case 'twice': {
      const { question, first, second } = read
      return { start: { question, first, second } }
    }
    case 'moment': {
      const scheduled = await scheduleCampaign(tenantId, campaignId, read.at)
      return scheduled.ok
        ? { toast: `Scheduled for ${formatDateTime(read.at, timeZone)}` }
        : { problems: scheduled.problems }
    }
  }
}

async function getZone(tenantId: number): Promise<string> {
  const found = await db().query<{ timezone: string }>('SELECT timezone FROM tenants WHERE tenant_id = $1', [tenantId])
  const [tenant] = found.rows
  if (!tenant) throw new Error(`there is no tenant ${tenantId}`)
  return tenant.timezone
}
