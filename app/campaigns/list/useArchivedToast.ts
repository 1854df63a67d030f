import { useAppBridge } from '@shopify/app-bridge-react'
import { useEffect } from 'react'
import type { CampaignAnswer } from '../actions.ts'

/** Says that a campaign was archived, with the way back. */
export function useArchivedToast(answer: CampaignAnswer | undefined, onUndo: (campaignId: number) => void): void {
  const shopify = useAppBridge()
  const archived = answer?.archived
  useEffect(() => {
    if (archived === undefined) return
    shopify.toast.show('Campaign archived', { action: 'Undo', onAction: () => onUndo(archived) })
    // Once for each answer.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [answer])
}
