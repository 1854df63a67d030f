import { expect, test } from 'vitest'
import { campaignJson } from './api.ts'
import type { CampaignAnalytics } from '../campaign/campaign.server.ts'
import { measure, noCounts } from '../campaign/metrics.ts'
import { warningsOf } from '../campaign/warnings.ts'

function analytics(change: Partial<CampaignAnalytics> = {}): CampaignAnalytics {
  const counts = {
    ...noCounts(),
    sent: 1000,
    bounced: 60,
    hardBounced: 40,
    softBounced: 20,
    suppressed: 8,
    rejected: 2,
    opened: 310,
    totalOpens: 500,
    openedByAppleOnly: 90,
    openedByMachineOnly: 4,
    machineOpens: 7,
    clicked: 62,
    totalClicks: 80,
    clickedByMachineOnly: 3,
    machineClicks: 5,
    unsubscribed: 2,
    resubscribed: 1,
    complained: 1,
  }
  const metrics = measure(counts, 'delivered')
  return {
    campaignId: 7,
    name: 'Spring',
    status: 'sent',
    trackOpens: true,
    trackClicks: true,
    startedAt: '2026-03-28T12:00:00.000Z',
    finishedAt: '2026-03-28T12:05:00.000Z',
    ripe: true,
    ripeAt: '2026-03-30T12:05:00.000Z',
    ratesOver: 'delivered',
    recipients: {
      total: 1010,
      queued: 0,
      sending: 0,
      sent: 1000,
      failed: 3,
      skipped: 6,
      unconfirmed: 1,
      skippedBy: { unsubscribed: 6 },
    },
    counts,
    metrics,
    warnings: warningsOf(metrics),
    ...change,
  }
}

test('the JSON has exactly these names', () => {
  expect(campaignJson(analytics())).toEqual({
    campaign_id: 7,
    name: 'Spring',
    status: 'sent',
    started_at: '2026-03-28T12:00:00.000Z',
    finished_at: '2026-03-28T12:05:00.000Z',
    track_opens: true,
    track_clicks: true,
    sent: 1000,
    delivered: 930,
    delivery_confirmed: 0,
    bounced: 60,
    hard_bounced: 40,
    soft_bounced: 20,
    suppressed: 8,
    rejected: 2,
    opened: 310,
    opened_by_apple_proxy_only: 90,
    clicked: 62,
    unsubscribed: 2,
    resubscribed: 1,
    complained: 1,
    failed: 3,
    skipped: 6,
    skipped_by: { unsubscribed: 6 },
    unconfirmed: 1,
    untracked_by_choice: 0,
    total_opens: 500,
    total_clicks: 80,
    machine_opens: 7,
    machine_clicks: 5,
    rates_over: 'delivered',
    early: false,
    rates: {
      delivery_rate: { value: 0.93, over: 'sent', benchmark: 'low' },
      bounce_rate: { value: 0.06, over: 'sent', benchmark: null },
      hard_bounce_rate: { value: 0.04, over: 'sent', benchmark: null },
      open_rate: { value: 310 / 930, over: 'delivered', benchmark: 'good' },
      click_rate: { value: 62 / 930, over: 'delivered', benchmark: 'good' },
      ctor: { value: 0.2, over: 'opened', benchmark: 'good' },
      unsubscribe_rate: { value: 2 / 930, over: 'delivered', benchmark: 'good' },
      complaint_rate: { value: 0.001, over: 'sent', benchmark: 'fair' },
    },
    warnings: [
      { rate: 'bounce_rate', text: expect.stringContaining('5%') },
      { rate: 'hard_bounce_rate', text: expect.stringContaining('2%') },
    ],
  })
})

test('what was not tracked is null, for zero would be a lie', () => {
  const json = campaignJson(analytics({ trackOpens: false }))
  expect([json.opened, json.total_opens, json.machine_opens, json.clicked]).toEqual([null, null, null, 62])
  expect(json.rates['open_rate']).toEqual({ value: null, over: 'delivered', benchmark: null })
  expect(json.rates['ctor']).toMatchObject({ value: null, benchmark: null })
  expect(json.rates['click_rate']).toMatchObject({ value: 62 / 930, benchmark: 'good' })
})

test('no rate is judged while the campaign is going out', () => {
  const { rates, early } = campaignJson(analytics({ status: 'sending', ripe: false, ripeAt: null }))
  expect(early).toBe(false)
  expect(Object.values(rates).map(({ benchmark }) => benchmark)).toEqual(Object.values(rates).map(() => null))
})

test('in the first two days the rates are said to be early and are not judged', () => {
  const { rates, early } = campaignJson(analytics({ ripe: false }))
  expect(early).toBe(true)
  expect(Object.values(rates).map(({ benchmark }) => benchmark)).toEqual(Object.values(rates).map(() => null))
  expect(rates['open_rate']).toMatchObject({ value: 310 / 930 })
})
