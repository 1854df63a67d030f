import { FormLayout } from '@shopify/polaris'
import type { ReactNode } from 'react'

/** Fields one below the other. */
export function Fields({ children }: { children: ReactNode }) {
  return <FormLayout>{children}</FormLayout>
}
