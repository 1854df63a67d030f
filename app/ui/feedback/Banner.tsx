import { Banner as PolarisBanner } from '@shopify/polaris'
import type { ReactNode } from 'react'
import type { Action } from '../actions/action.ts'
import { given } from '../given.ts'

type Props = {
  tone: 'info' | 'success' | 'warning' | 'critical'
  title?: string
  action?: Action | undefined
  secondaryAction?: Action | undefined
  /** Where it may be put away. */
  onDismiss?: (() => void) | undefined
  children: ReactNode
}

/** What must be seen before the rest of the page. */
export function Banner({ tone, title, action, secondaryAction, onDismiss, children }: Props) {
  return (
    <PolarisBanner tone={tone} {...given({ title, action, secondaryAction, onDismiss })}>
      {children}
    </PolarisBanner>
  )
}
