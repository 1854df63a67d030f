import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'

type Props = {
  to: string
  /** 'name' is the row's own link, which Polaris follows wherever the row is pressed; 'link' looks like any other. */
  look: 'name' | 'link'
  /** What that page is to know of where it was opened. */
  state?: object
  children: ReactNode
}

/** The link of a row, to the page of what the row is about. */
export function RowLink({ to, look, state, children }: Props) {
  return (
    <Link to={to} state={state} style={STYLES[look]} dir="auto" {...(look === 'name' && { 'data-primary-link': true })}>
      {children}
    </Link>
  )
}

const PLAIN = { textDecoration: 'none', overflowWrap: 'anywhere' } as const
const STYLES = {
  name: { ...PLAIN, color: 'var(--p-color-text)', fontWeight: 'var(--p-font-weight-semibold)' },
  link: { ...PLAIN, color: 'var(--p-color-text-link)', fontWeight: 'var(--p-font-weight-medium)' },
}
