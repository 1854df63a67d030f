// The views of the members list: names for places in its filters.
import { z } from 'zod'
import { filterParameters } from '../query/list.ts'
import { clean } from '#app/platform/text/tidy.ts'
import { LARGEST_INT } from '#app/platform/text/bounds.ts'

export type MemberView = { viewId: number; name: string; parameters: string }

/** Lists that every merchant looks at again and again; the URL has them by their key. */
export const BUILT_IN_VIEWS = [
  { viewId: null, key: '', name: 'All', parameters: '' },
  { viewId: null, key: 'consented', name: 'Consented', parameters: 'consent=email' },
  { viewId: null, key: 'unsubscribed', name: 'Unsubscribed', parameters: 'consent=unsubscribed' },
  { viewId: null, key: 'hard-bounced', name: 'Hard bounced', parameters: 'bounce=hard' },
  { viewId: null, key: 'complained', name: 'Complained', parameters: 'complained=yes' },
]

type Shown = { current: string; view: string | null }

/** The place of the view that a list began with; without one, of the first that is the same list, else of all members. */
export function chosenView(views: { key: string; parameters: string }[], { current, view }: Shown): number {
  const begun = view ? views.findIndex(({ key }) => key === view) : -1
  return Math.max(begun < 0 ? views.findIndex(({ parameters }) => parameters === current) : begun, 0)
}

const isBuiltIn = (name: string) => BUILT_IN_VIEWS.some((view) => view.name.toLowerCase() === name.toLowerCase())

const name = z
  .string()
  .max(200)
  .transform((text) => clean(text).trim())
  .refine((text) => text.length >= 1 && text.length <= 40 && !isBuiltIn(text))
const viewId = z.number().int().positive().max(LARGEST_INT)
const parameters = z
  .string()
  .max(2000)
  .transform((text) => filterParameters(new URLSearchParams(text)).toString())

/** What the staff may do to views. */
export const viewChange = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('create'), name, parameters }),
  z.object({ intent: z.literal('rename'), viewId, name }),
  z.object({ intent: z.literal('update'), viewId, parameters }),
  z.object({ intent: z.literal('delete'), viewId }),
])
export type ViewChange = z.infer<typeof viewChange>
