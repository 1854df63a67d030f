// The list that a member was opened from, so that the way back leads to it.
import { useLocation, useSearchParams } from '@remix-run/react'
import { useMemo, useState } from 'react'
import { z } from 'zod'
import { listParameters } from '../list.ts'

const left = z.object({ list: z.string() })

export type ListHere = z.infer<typeof left>

/** The list as it is, for the state of a link to a member; the same one as long as the list is. */
export function useListHere(): ListHere {
  const [search] = useSearchParams()
  const list = listParameters(search).toString()
  return useMemo(() => ({ list }), [list])
}

/** Where a member's page leads back to: the list as it was left; all members when it was opened by its URL. */
export function useListLeft(): string {
  const { state } = useLocation()
  // Kept, since moving within the page forgets the state.
  const [list] = useState(() => left.safeParse(state).data?.list ?? '')
  return list ? `/app/members?${list}` : '/app/members'
}
