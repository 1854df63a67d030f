// What the list of campaigns shows, as its URL has it: one schema for the page and the server.
import { tidy } from '#app/platform/text/tidy.ts'

/** The tabs of the list. */
export const LIST_TABS = [
  { id: 'all', name: 'All' },
  { id: 'draft', name: 'Drafts' },
  { id: 'scheduled', name: 'Scheduled' },
  { id: 'held', name: 'Needs attention' },
  { id: 'underway', name: 'Sending' },
  { id: 'sent', name: 'Sent' },
  { id: 'cancelled', name: 'Cancelled' },
  { id: 'archived', name: 'Archived' },
] as const
export type ListTab = (typeof LIST_TABS)[number]['id']

/** The date is that of the start, else of the time it is scheduled for, else of its last change. */
const LIST_ORDERS = ['date desc', 'date asc', 'name asc', 'name desc'] as const
export type ListOrder = (typeof LIST_ORDERS)[number]

export type ListQuery = { tab: ListTab; search: string; order: ListOrder }

const LONGEST_SEARCH = 100

export const tidySearch = (text: string): string => tidy(text, LONGEST_SEARCH)

/** What a URL asks for; what it can not mean is left out. */
export function readListQuery(search: URLSearchParams): ListQuery {
  const tab = LIST_TABS.find(({ id }) => id === search.get('tab'))?.id ?? 'all'
  const order = LIST_ORDERS.find((each) => each === search.get('sort')) ?? 'date desc'
  return { tab, search: tidySearch(search.get('q') ?? ''), order }
}

/** Whether it is the list as it is opened: then an empty one means that there is no campaign at all. */
export const isWholeList = ({ tab, search }: ListQuery): boolean => tab === 'all' && search === ''
