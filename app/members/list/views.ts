// The views of the members list: names for places in its filters.
import { z } from 'zod'
import { filterParameters } from '../list.ts'
import { clean } from './tidy.ts'

export type MemberView = { viewId: number; name: string; parameters: string }

/** Lists that every merchant looks at again and again. */
export const BUILT_IN_VIEWS = [
  { name: 'All', parameters: '' },
  { name: 'Consented', parameters: 'consent=email' },
  { name: 'Unsubscribed', parameters: 'consent=unsubscribed' },
  { name: 'Hard bounced', parameters: 'bounce=hard' },
  { name: 'Complained', parameters: 'complained=yes' },
]

const isBuiltIn = (name: string) => BUILT_IN_VIEWS.some((view) => view.name.toLowerCase() === name.toLowerCase())

const name = z
  .string()
  .transform((text) => clean(text).trim())
  .refine((text) => text.length >= 1 && text.length <= 40 && !isBuiltIn(text))
const viewId = z.number().int().positive().max(2_147_483_647)
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
