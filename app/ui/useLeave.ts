import { useNavigate } from '@remix-run/react'
import { useAppBridge } from '@shopify/app-bridge-react'

/** Goes to another page of the app, or does what leads to one; the Admin asks first when a form has unsaved changes. */
export function useLeave(): (next: string | (() => void)) => void {
  const shopify = useAppBridge()
  const navigate = useNavigate()
  return (next) =>
    void shopify.saveBar.leaveConfirmation().then(() => (typeof next === 'string' ? navigate(next) : next()))
}
