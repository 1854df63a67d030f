import type { ReactNode } from 'react'

/** What only some need to see, such as another service's own words: folded away. */
export function Details({ children }: { children: ReactNode }) {
  return (
    <details>
      <summary style={{ cursor: 'pointer' }}>Details</summary>
      <div style={TEXT}>{children}</div>
    </details>
  )
}

const TEXT = {
  marginTop: 'var(--p-space-100)',
  fontFamily: 'var(--p-font-family-mono)',
  fontSize: 'var(--p-font-size-300)',
  overflowWrap: 'anywhere',
} as const
