import { Card as PolarisCard } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { given } from '../given.ts'

type Props = {
  /** 'none' for what reaches to the card's edges: a table, a list of rows. */
  padding?: 'none'
  children: ReactNode
}

/** A part of a page, on a surface of its own. */
export function Card({ padding, children }: Props) {
  return <PolarisCard {...given({ padding: padding && ('0' as const) })}>{children}</PolarisCard>
}
