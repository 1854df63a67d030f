import { IndexTable } from '@shopify/polaris'
import type { ReactNode } from 'react'

type Props = { numeric?: boolean; children: ReactNode }

/** A cell of a `TickRow`. */
export function Cell({ numeric = false, children }: Props) {
  return <IndexTable.Cell {...(numeric && { className: 'tick-number' })}>{children}</IndexTable.Cell>
}
