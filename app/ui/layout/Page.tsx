import { Page as PolarisPage } from '@shopify/polaris'
import type { ReactNode } from 'react'
import type { Action, Way } from '../actions/action.ts'
import { given } from '../given.ts'

type Props = {
  title: string
  subtitle?: string | undefined
  /** Beside the title: the state of what the page is about. */
  accessory?: ReactNode
  /** 'narrow' for one column to read or fill in, 'full' for a wide table. */
  width?: 'narrow' | 'full'
  backAction?: Way
  primaryAction?: Action | undefined
  secondaryActions?: Action[]
  children: ReactNode
}

/** A page of the admin: its title with the way back before it and what can be done at its end. */
export function Page({
  title,
  subtitle,
  accessory,
  width,
  backAction,
  primaryAction,
  secondaryActions,
  children,
}: Props) {
  return (
    <PolarisPage
      title={title}
      narrowWidth={width === 'narrow'}
      fullWidth={width === 'full'}
      {...given({
        subtitle,
        titleMetadata: accessory,
        backAction,
        primaryAction: primaryAction && given(primaryAction),
        secondaryActions: secondaryActions?.map(given),
      })}
    >
      {children}
    </PolarisPage>
  )
}
