import { Scrollable } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { given } from '../given.ts'

type Props = {
  /** In pixels, whatever it holds. */
  height?: number
  /** In pixels, at most. */
  maxHeight?: number
  /** Whether it also goes sideways, for what does not break its lines. */
  sideways?: boolean
  children: ReactNode
}

/** Something long in a place of its own, which the keyboard reaches too. */
export function Scroll({ height, maxHeight, sideways = true, children }: Props) {
  return (
    <Scrollable style={given({ height, maxHeight })} horizontal={sideways} shadow focusable>
      {children}
    </Scrollable>
  )
}
