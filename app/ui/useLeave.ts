import { useNavigate } from '@remix-run/react'
import { useAppBridge } from '@shopify/app-bridge-react'

/** Goes to another page of the app; the Admin asks first when a form has unsaved changes. */
export function useLeave(): (url: string) => void {
  const shopify = useAppBridge()
  const navigate = useNavigate()
  return (url) => void shopify.saveBar.leaveConfirmation().then(() => navigate(url))
}
