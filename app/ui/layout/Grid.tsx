import { InlineGrid } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { given } from '../given.ts'
import { type Gap, GAPS } from './gap.ts'

/** How many columns, or the width of each as CSS has it. */
type Columns = number | string

type Props = {
  /** The same everywhere, or from the width of a phone, a tablet (490 px) or a desktop (768 px) on. */
  columns: number | { phone: Columns; tablet?: Columns; desktop?: Columns }
  gap: Gap
  align?: 'center'
  children: ReactNode
}

/** Things in columns of a fixed number. */
export function Grid({ columns, gap, align, children }: Props) {
  const places =
    typeof columns === 'number' ? columns : given({ xs: columns.phone, sm: columns.tablet, md: columns.desktop })
  return (
    <InlineGrid columns={places} gap={GAPS[gap]} {...given({ alignItems: align })}>
      {children}
    </InlineGrid>
  )
}
