import { Text } from '@shopify/polaris'
import type { ReactNode } from 'react'

export type Fact = { name: string; value: ReactNode }

/** Names and their values, one pair a line. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl style={{ margin: 0, display: 'grid', gap: 'var(--p-space-200)' }}>
      {facts.map(({ name, value }) => (
        <div key={name} style={{ display: 'flex', justifyContent: 'space-between', gap: 'var(--p-space-200)' }}>
          <dt style={{ flexShrink: 0 }}>
            <Text as="span" tone="subdued">
              {name}
            </Text>
          </dt>
          <dd style={{ margin: 0, minWidth: 0, textAlign: 'right', overflowWrap: 'anywhere' }}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
