// What of a campaign is measured: a shop that switches something off has switched it off for all of its campaigns.

/** The switches, as a campaign and its shop's settings have each. */
export type Tracking = { trackOpens: boolean; trackClicks: boolean; utm: boolean }

/** What holds for a campaign that starts now: its own switch and the shop's must both be on. Frozen into its row at the start. */
export function trackingOf(campaign: Tracking, shop: Tracking): Tracking {
  return {
    trackOpens: campaign.trackOpens && shop.trackOpens,
    trackClicks: campaign.trackClicks && shop.trackClicks,
    utm: campaign.utm && shop.utm,
  }
}
