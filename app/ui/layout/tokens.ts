// Distances and colours for what a page draws by itself, as CSS takes them.
import { type Gap, GAPS } from './gap.ts'

export const space = (gap: Gap) => `var(--p-space-${GAPS[gap]})`

export const COLORS = {
  surface: 'var(--p-color-bg-surface)',
  chosen: 'var(--p-color-bg-surface-selected)',
  line: 'var(--p-color-border)',
  faintLine: 'var(--p-color-border-secondary)',
  link: 'var(--p-color-text-link)',
  good: 'var(--p-color-bg-fill-success)',
  bad: 'var(--p-color-bg-fill-critical)',
  off: 'var(--p-color-icon-disabled)',
} as const

export const MONOSPACED = 'var(--p-font-family-mono)'
