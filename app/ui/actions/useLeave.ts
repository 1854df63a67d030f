import { useNavigate } from '@remix-run/react'
import { useAppBridge } from '@shopify/app-bridge-react'

/** Goes to another page of the app, or does what leads to one; the Admin asks first when a form has unsaved changes. */
export function useLeave(): (next: string | (() => void)) => void {
  const shopify = useAppBridge()
  const navigate = useNavigate()
  const leave = async (next: string | (() => void)) => {
    await shopify.saveBar.leaveConfirmation()
    if (typeof next === 'string') navigate(next)
    else next()
  }
  return (next) => void leave(next)
}
