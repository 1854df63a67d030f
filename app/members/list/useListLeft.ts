// The list that a member was opened from, so that the way back leads to it.
import { useLocation } from '@remix-run/react'
import { useState } from 'react'
import { z } from 'zod'

const left = z.object({ list: z.string() })

/** The list that is shown, for the state of a link to a member. */
export type ListHere = z.infer<typeof left>

/** Where a member's page leads back to: the list as it was left; all members when it was opened by its URL. */
export function useListLeft(): string {
  const { state } = useLocation()
  // Kept, since moving within the page forgets the state.
  const [list] = useState(() => left.safeParse(state).data?.list ?? '')
  return list ? `/app/members?${list}` : '/app/members'
}
