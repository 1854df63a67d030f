import { useAppBridge } from '@shopify/app-bridge-react'
import { useEffect } from 'react'

type Asked = {
  state: 'idle' | 'loading' | 'submitting'
  data: unknown
  formMethod?: string | undefined
  json?: unknown
}

/** Shows the toast of an `intent` that has led to another page: an action that redirects gives no answer to show. */
export function useToastOnWay({ state, data, formMethod, json }: Asked, toasts: Record<string, string>): void {
  const shopify = useAppBridge()
  const isOnWay = state === 'loading' && formMethod !== undefined && data === undefined
  const toast = isOnWay ? toasts[intentOf(json)] : undefined
  useEffect(() => {
    if (toast) shopify.toast.show(toast)
  }, [toast, shopify])
}

const intentOf = (json: unknown): string =>
  typeof json === 'object' && json !== null && 'intent' in json ? String(json.intent) : ''
