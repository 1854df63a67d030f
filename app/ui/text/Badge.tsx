import { Badge as PolarisBadge } from '@shopify/polaris'
import { given } from '../given.ts'

/** 'attention' is yellow: something waits. 'warning' is orange: something is not as it should be. */
type BadgeTone = 'info' | 'success' | 'attention' | 'warning' | 'critical'

type Props = {
  tone?: BadgeTone | undefined
  /** How far that is which the badge is about. */
  progress?: 'none' | 'some' | 'all'
  /** What is said before the words to those who do not see the colour. */
  spoken?: string
  children: string
}

const PROGRESS = { none: 'incomplete', some: 'partiallyComplete', all: 'complete' } as const

/** A state, in a word or two. */
export function Badge({ tone, progress, spoken, children }: Props) {
  return (
    <PolarisBadge {...given({ tone, progress: progress && PROGRESS[progress], toneAndProgressLabelOverride: spoken })}>
      {children}
    </PolarisBadge>
  )
}
