import { useAppBridge } from '@shopify/app-bridge-react'
import { useEffect } from 'react'

/** Shows the toast of an answer, once for each answer. For what has gone well: errors stand beside what failed. */
export function useToast(answer: { toast?: string | undefined } | undefined): void {
  const shopify = useAppBridge()
  useEffect(() => {
    if (answer?.toast) shopify.toast.show(answer.toast)
  }, [answer, shopify])
}
