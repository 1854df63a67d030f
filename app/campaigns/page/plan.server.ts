// What the page of a campaign shows that has a time and has not started.
import { clock } from '#app/platform/clock.server.ts'
import { type WallClock, wallClockAt } from '#app/platform/text/wall-clock.ts'
import { findSegment } from '#app/segments/segments.server.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import { type Campaign, type CampaignDraft, campaignForm } from '../draft.ts'
import { shopTracking, type Tracking, trackingOf } from '../tracking.ts'
import { proposedTime } from '../start-time.ts'

export type Plan = {
  status: 'scheduled' | 'missed' | 'stopped'
  scheduledFor: string
  heldProblems: string[] | null
  /** How late it may start by itself. */
  windowMinutes: number
  draft: CampaignDraft
  segmentName: string | null
  tracking: Tracking
  /** The time that is proposed for another start. */
  proposed: WallClock
}

type Tenant = { tenantId: number; timezone: string }

/** Null for a campaign that is a draft or has started. */
export async function findPlan({ tenantId, timezone }: Tenant, campaign: Campaign): Promise<Plan | null> {
  const { status, scheduledFor, heldProblems, segmentId } = campaign
  if (scheduledFor === null || (status !== 'scheduled' && status !== 'missed' && status !== 'stopped')) return null
  const [segment, settings] = await Promise.all([
    segmentId === null ? null : findSegment(tenantId, segmentId),
    getSettings(tenantId),
  ])
  const tracking = trackingOf(campaign, shopTracking(settings))
  return {
    status,
    scheduledFor: scheduledFor.toISOString(),
    heldProblems,
    windowMinutes: settings.startWindowMinutes,
    draft: campaignForm.parse(campaign),
    segmentName: segment?.name ?? null,
    tracking: { ...tracking, utm: tracking.utm && campaign.utmValues !== null },
    proposed: status === 'scheduled' ? wallClockAt(scheduledFor, timezone) : proposedTime(clock.now(), timezone),
  }
}
