import { List as PolarisList } from '@shopify/polaris'
import type { ReactNode } from 'react'
import { given } from '../given.ts'

type Props = { gap?: 'tight' | 'loose'; children: ReactNode }

const GAPS = { tight: 'extraTight', loose: 'loose' } as const

/** Points, each with its dot. */
export function List({ gap, children }: Props) {
  return <PolarisList {...given({ gap: gap && GAPS[gap] })}>{children}</PolarisList>
}

export function ListItem({ children }: { children: ReactNode }) {
  return <PolarisList.Item>{children}</PolarisList.Item>
}
