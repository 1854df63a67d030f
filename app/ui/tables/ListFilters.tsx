import { IndexFilters, IndexFiltersMode, type TabProps, useBreakpoints, useSetIndexFiltersMode } from '@shopify/polaris'
import { type MouseEvent, type ReactNode, startTransition, useEffect, useState } from 'react'

/** A list that has a name: its filters and order, which `onShow` puts back. */
export type ViewTab = {
  id: string
  name: string
  onShow: () => void
  /** What may be done to it; nothing where it is the app's own. Each answers whether it was done. */
  own?: {
    onRename: (name: string) => Promise<boolean>
    onDuplicate: (name: string) => Promise<boolean>
    onDelete: () => Promise<boolean>
  }
}

export type ListFilter = {
  key: string
  label: string
  /** Whether it stands there before it is asked for. */
  pinned?: boolean
  /** The field that sets it. */
  field: ReactNode
}

type Props = {
  views: {
    tabs: ViewTab[]
    selected: number
    /** Whether the list is as the view has it. */
    isSaved: boolean
    /** Null where the shop makes none of its own. */
    onCreate: ((name: string) => Promise<boolean>) | null
    /** Null where the view is not the shop's own. */
    onSave: (() => Promise<boolean>) | null
  }
  search: { value: string; placeholder: string; onChange: (text: string) => void }
  order: {
    options: { label: string; value: `${string} asc` | `${string} desc`; directionLabel: string }[]
    value: string
    onChange: (value: string) => void
  }
  filters: ListFilter[]
  applied: { key: string; label: string; onRemove: () => void }[]
  onClearAll: () => void
  /** Goes back to what there was before the filters were opened. */
  onCancel: () => void
  /** The list that is shown, and whether it is as its view has it: filters in force must not be out of sight. */
  here: string
  isPlain: boolean
  loading: boolean
}

/** The views of a list, and its search, filters and order. */
export function ListFilters(props: Props) {
  const { views, search, order, filters, applied, onClearAll, onCancel, here, isPlain, loading } = props
  const { mode, setMode } = useMode(here, isPlain)
  const tabs = views.tabs.map(tabOf)
  useInSight(tabs[views.selected]?.id, mode === IndexFiltersMode.Default)
  return (
    <div onClickCapture={clickAfterPaint}>
      <IndexFilters
        mode={mode}
        // The fields take long to draw: who presses the button sees it pressed meanwhile.
        setMode={(to) => startTransition(() => setMode(to))}
        tabs={tabs}
        selected={views.selected}
        canCreateNewView={views.onCreate !== null}
        {...(views.onCreate && { onCreateNewView: views.onCreate, primaryAction: saveAction(views, views.onCreate) })}
        queryValue={search.value}
        queryPlaceholder={search.placeholder}
        onQueryChange={search.onChange}
        onQueryClear={() => search.onChange('')}
        sortOptions={order.options}
        sortSelected={[order.value]}
        onSort={([to = '']) => order.onChange(to)}
        filters={filters.map(({ key, label, pinned = false, field }) => ({
          key,
          label,
          pinned,
          shortcut: pinned,
          filter: field,
        }))}
        appliedFilters={applied}
        onClearAll={onClearAll}
        cancelAction={{ onAction: onCancel }}
        loading={loading}
        disableKeyboardShortcuts
        autoFocusSearchField={false}
      />
    </div>
  )
}

function saveAction({ onSave, isSaved }: Props['views'], onCreate: (name: string) => Promise<boolean>) {
  const act = onSave ? { type: 'save' as const, onAction: onSave } : { type: 'save-as' as const, onAction: onCreate }
  return { ...act, disabled: isSaved, loading: false }
}

/**
 * Lets a press be seen before what it opens is drawn: Polaris draws and measures a popover within the click itself, which
 * takes a slow phone a fifth of a second.
 */
function clickAfterPaint(event: MouseEvent): void {
  const { target, nativeEvent } = event
  const button =
    target instanceof Element ? target.closest<HTMLElement>('button[aria-haspopup], button[aria-expanded]') : null
  if (!button || !nativeEvent.isTrusted) return
  event.stopPropagation()
  requestAnimationFrame(() => setTimeout(() => button.click()))
}

function tabOf({ id, name, onShow, own }: ViewTab): TabProps {
  return {
    id,
    content: name,
    isLocked: !own,
    onAction: onShow,
    actions: own
      ? [
          { type: 'rename', onPrimaryAction: own.onRename },
          { type: 'duplicate', onPrimaryAction: (to) => own.onDuplicate(to || `${name} (copy)`) },
          { type: 'delete', onPrimaryAction: own.onDelete },
        ]
      : [],
  }
}

function useMode(here: string, isPlain: boolean) {
  const { mode, setMode } = useSetIndexFiltersMode(isPlain ? IndexFiltersMode.Default : IndexFiltersMode.Filtering)
  const [seen, setSeen] = useState(here)
  if (seen !== here) {
    setSeen(here)
    // Back may lead from a view to filters, which must not be out of sight.
    if (!isPlain) setMode(IndexFiltersMode.Filtering)
  }
  return { mode, setMode }
}

const AFTER_MEASURING_MS = 300

/** Keeps the tab of the view in sight on a phone, which has room for three. Polaris first measures them all. */
function useInSight(id: string | undefined, isShown: boolean): void {
  const { mdDown } = useBreakpoints()
  useEffect(() => {
    if (!id || !mdDown || !isShown) return
    const timer = setTimeout(
      () => document.getElementById(id)?.scrollIntoView({ block: 'nearest', inline: 'center' }),
      AFTER_MEASURING_MS,
    )
    return () => clearTimeout(timer)
  }, [id, mdDown, isShown])
}
