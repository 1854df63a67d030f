import { Box, EmptySearchResult, IndexTable, IndexTableSelectionType } from '@shopify/polaris'
import { type MouseEvent, type ReactNode, useMemo } from 'react'
import { given } from '../given.ts'
import { type Pages, useKeysetPages } from './useKeysetPages.ts'

type Action = { content: string; onAction: () => void }
type OnTick = (id: string, stretch: boolean) => void

type Props = {
  /** What a row is about, and what several are. */
  of: [one: string, many: string]
  columns: { title: string; numeric?: boolean }[]
  /** How many rows the page holds. */
  count: number
  /** How many of them are ticked; 'All' once those of the other pages are, too. */
  ticked: number | 'All'
  /** What all of all pages are called. */
  everybody: string
  /** Ticks all of the page, or of the whole list, or nobody. */
  onTickAll: (of: 'page' | 'list', ticked: boolean) => void
  /** Ticks the row that is pressed anywhere; null while pressing one follows its link. */
  onPress: OnTick | null
  /** What can be done to those ticked. The same object while the table stands: Polaris measures what is new. */
  actions: { promoted: Action[]; others: Action[] }
  pages: Pages
  isPhone: boolean
  loading: boolean
  /** What stands in place of the rows when there is none. */
  empty: { title: string; text: string }
  /** Its rows: `TickRow`, or `TickCard` on a phone. */
  children: ReactNode
}

/** Things of which many are ticked, to do something to all of them. */
export function TickTable(props: Props) {
  const { of, columns, count, ticked, everybody, onTickAll, onPress, actions, pages, isPhone, loading, empty } = props
  const pagination = useKeysetPages(pages)
  const hasPages = pagination.hasNext || pagination.hasPrevious
  const headings = useMemo(() => columns.map(headingOf), [columns])
  const [first, ...rest] = headings
  return (
    <div role="presentation" onMouseDown={selectNoText} onClick={(event) => press(event, onPress)}>
      <IndexTable
        resourceName={{ singular: of[0], plural: of[1] }}
        itemCount={count}
        selectedItemsCount={ticked}
        paginatedSelectAllActionText={`Select all ${everybody}`}
        paginatedSelectAllText={`All ${everybody} are selected`}
        onSelectionChange={(scope, isTicked) =>
          onTickAll(scope === IndexTableSelectionType.All ? 'list' : 'page', isTicked)
        }
        hasMoreItems={hasPages}
        promotedBulkActions={actions.promoted}
        bulkActions={actions.others}
        condensed={isPhone}
        loading={loading}
        emptyState={<EmptySearchResult withIllustration title={empty.title} description={empty.text} />}
        headings={[first ?? { title: '' }, ...rest]}
        {...given({ pagination: hasPages ? pagination : undefined })}
      >
        {props.children}
      </IndexTable>
    </div>
  )
}

/** Numbers end where the next column begins. */
function headingOf({ title, numeric = false }: Props['columns'][number]) {
  if (!numeric) return { title }
  return { id: title, title: <Box paddingInlineEnd="400">{title}</Box>, alignment: 'end' as const }
}

/** A row may be pressed anywhere: that follows its link or, once one is ticked, ticks it. */
function press(event: MouseEvent<HTMLElement>, onTick: OnTick | null): void {
  const place = event.target as Element
  const row = rowOf(event)
  // What is in the row answers for itself; who selects text, to copy it, presses nothing.
  const selects = getSelection()?.type === 'Range' && !event.shiftKey
  if (!row || selects || place.closest('a, label')) return
  if (onTick) return onTick(row.id, event.shiftKey)
  const link = row.querySelector('a')
  if (event.metaKey || event.ctrlKey) window.open(link?.href)
  else link?.click()
}

/** Pressing with Shift ticks all the rows between, it does not select their text. */
function selectNoText(event: MouseEvent<HTMLElement>): void {
  if (event.shiftKey && rowOf(event)) event.preventDefault()
}

const rowOf = (event: MouseEvent<HTMLElement>) => (event.target as Element).closest('.tick-row')
