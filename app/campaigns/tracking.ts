// What of a campaign is measured: a shop that switches something off has switched it off for all of its campaigns.

import { mayTrack } from '#app/settings/tracking.ts'

/** The switches, as a campaign and its shop's settings have each. */
export type Tracking = { trackOpens: boolean; trackClicks: boolean; utm: boolean }

type ShopSettings = Tracking & Parameters<typeof mayTrack>[1]

/** What a shop's settings allow its campaigns. */
export function shopTracking(settings: ShopSettings): Tracking {
  const may = mayTrack('marketing', settings)
  return { trackOpens: settings.trackOpens && may, trackClicks: settings.trackClicks && may, utm: settings.utm }
}

/** What holds for a campaign that starts now: its own switch and the shop's must both be on. Frozen into its row at the start. */
export function trackingOf(campaign: Tracking, shop: Tracking): Tracking {
  return {
    trackOpens: campaign.trackOpens && shop.trackOpens,
    trackClicks: campaign.trackClicks && shop.trackClicks,
    utm: campaign.utm && shop.utm,
  }
}
