import type { FetcherWithComponents } from '@remix-run/react'
import { useToast } from '#app/ui/feedback/useToast.ts'
import { useToastOnWay } from '#app/ui/feedback/useToastOnWay.ts'
import type { CampaignAnswer } from './actions.ts'

/** Says what has been done to a campaign, on its page and on that which it leads to. */
export function useCampaignToasts(fetcher: FetcherWithComponents<CampaignAnswer>): void {
  useToast(fetcher.data)
  useToastOnWay(fetcher, { duplicate: 'Campaign duplicated', delete: 'Draft deleted' })
}
