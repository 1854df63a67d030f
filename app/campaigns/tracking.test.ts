import { expect, test } from 'vitest'
import { shopTracking, trackingOf } from './tracking.ts'

const BOTH = [true, false]

test.each(BOTH.flatMap((campaign) => BOTH.map((shop) => [campaign, shop] as const)))(
  'a switch that is %s in the campaign and %s in the shop holds only when both are on',
  (campaign, shop) => {
    const all = (on: boolean) => ({ trackOpens: on, trackClicks: on, utm: on })
    expect(trackingOf(all(campaign), all(shop))).toEqual(all(campaign && shop))
  },
)

test('each switch holds by itself', () => {
  const on = { trackOpens: true, trackClicks: true, utm: true }
  expect(trackingOf({ ...on, utm: false }, { ...on, trackOpens: false })).toEqual({
    trackOpens: false,
    trackClicks: true,
    utm: false,
  })
})

test.each(BOTH.flatMap((trackMarketing) => BOTH.map((trackTransactional) => ({ trackMarketing, trackTransactional }))))(
  'of a shop with %j campaigns are tracked where marketing is; their links may name them all the same',
  (channels) => {
    const on = { trackOpens: true, trackClicks: true, utm: true }
    const { trackMarketing } = channels
    expect(shopTracking({ ...on, ...channels })).toEqual({
      ...on,
      trackOpens: trackMarketing,
      trackClicks: trackMarketing,
    })
    expect(shopTracking({ ...on, trackOpens: false, ...channels }).trackOpens).toBe(false)
  },
)
