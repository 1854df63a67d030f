import { useFetcher } from '@remix-run/react'
import { useAppBridge } from '@shopify/app-bridge-react'
import { useEffect, useRef } from 'react'
import type { ViewTab } from '#app/ui/tables/ListFilters.tsx'
import type { useMemberParameters } from '../query/useMemberParameters.ts'
import { BUILT_IN_VIEWS, chosenView, type MemberView, type ViewChange } from './views.ts'

type Answer = { done: boolean; views: MemberView[] }

const REFUSED = 'Choose a different name: this one is taken, empty, or too long.'

/** The tabs of the members list, which of them is shown, and what the staff may do to those that they have saved. */
export function useViews(
  saved: MemberView[],
  { current, view, show }: Pick<ReturnType<typeof useMemberParameters>, 'current' | 'view' | 'show'>,
) {
  const change = useChange()
  const views = [...BUILT_IN_VIEWS, ...saved.map((each) => ({ ...each, key: String(each.viewId) }))]
  const create = async (name: string, parameters: string) => {
    const made = (await change({ intent: 'create', name, parameters }))?.at(-1)
    if (made) show(made.parameters, String(made.viewId))
    return made !== undefined
  }
  const tabs: ViewTab[] = views.map(({ key, name, parameters, viewId }) => ({
    id: `view-${key}`,
    name,
    onShow: () => show(parameters, key),
    ...(viewId !== null && {
      own: {
        onRename: async (to) => Boolean(await change({ intent: 'rename', viewId, name: to })),
        onDuplicate: (to) => create(to, parameters),
        onDelete: async () => {
          const gone = await change({ intent: 'delete', viewId })
          if (gone) show('', '')
          return gone !== null
        },
      },
    }),
  }))
  const selected = chosenView(views, { current, view })
  const chosen = views[selected]
  const viewId = chosen?.viewId ?? null
  return {
    tabs,
    selected,
    isSaved: chosen?.parameters === current,
    create: (name: string) => create(name, current),
    /** Saves the list in the view that it began with; null where that is not the shop's own. */
    save: viewId === null ? null : async () => Boolean(await change({ intent: 'update', viewId, parameters: current })),
    /** What the view is searched for as it is saved. */
    savedSearch: new URLSearchParams(chosen?.parameters).get('q') ?? '',
    /** Back to the view as it is saved. */
    cancel: () => show(chosen?.parameters ?? '', chosen?.key ?? ''),
  }
}

/** Asks for a change and answers with the views that there are then, or null when it was refused; the dialog that asked waits where it can. */
function useChange(): (change: ViewChange) => Promise<MemberView[] | null> {
  const fetcher = useFetcher<Answer>()
  const shopify = useAppBridge()
  const waiting = useRef<((views: MemberView[] | null) => void) | null>(null)
  useEffect(() => {
    if (fetcher.state !== 'idle' || !fetcher.data || !waiting.current) return
    const { done, views } = fetcher.data
    if (!done) shopify.toast.show(REFUSED, { isError: true })
    waiting.current(done ? views : null)
    waiting.current = null
  }, [fetcher.state, fetcher.data, shopify])
  return (change) =>
    new Promise((resolve) => {
      waiting.current = resolve
      fetcher.submit(change, { method: 'post', action: '/app/members/views', encType: 'application/json' })
    })
}
