import { ButtonGroup as PolarisButtonGroup } from '@shopify/polaris'
import type { ReactNode } from 'react'

/** Buttons that belong together. */
export function ButtonGroup({ children }: { children: ReactNode }) {
  return <PolarisButtonGroup>{children}</PolarisButtonGroup>
}
