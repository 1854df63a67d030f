import { useAppBridge } from '@shopify/app-bridge-react'
import { useEffect } from 'react'

/** Shows the `toast` of an action's answer, once for each answer. For what has gone well: errors stand beside what failed. */
export function useToast(answer: object | undefined): void {
  const shopify = useAppBridge()
  useEffect(() => {
    if (answer && 'toast' in answer && typeof answer.toast === 'string') shopify.toast.show(answer.toast)
  }, [answer, shopify])
}
