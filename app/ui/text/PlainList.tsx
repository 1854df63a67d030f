import type { ReactNode } from 'react'
import type { Gap } from '../layout/gap.ts'
import { space } from '../layout/tokens.ts'

type Props = {
  gap?: Gap
  /** Whether their order says something. */
  ordered?: boolean
  /** Its `li`. */
  children: ReactNode
}

/** A list without dots or numbers, whose points have a look of their own. */
export function PlainList({ gap, ordered = false, children }: Props) {
  const Tag = ordered ? 'ol' : 'ul'
  return <Tag style={gap ? { ...BARE, display: 'grid', gap: space(gap) } : BARE}>{children}</Tag>
}

const BARE = { listStyle: 'none', margin: 0, padding: 0 } as const
