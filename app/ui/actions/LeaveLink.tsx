import { Link } from '@remix-run/react'
import type { MouseEvent, ReactNode } from 'react'
import { useLeave } from './useLeave.ts'

/** A link away from a form: the Admin asks first when something is not saved. */
export function LeaveLink({ to, children }: { to: string; children: ReactNode }) {
  const leave = useLeave()
  const follow = (event: MouseEvent) => {
    // A new tab takes nothing away.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    leave(to)
  }
  return (
    <Link to={to} onClick={follow} style={{ color: 'var(--p-color-text-link)', textDecoration: 'none' }}>
      {children}
    </Link>
  )
}
