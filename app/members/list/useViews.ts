import { useFetcher } from '@remix-run/react'
import { useAppBridge } from '@shopify/app-bridge-react'
import type { TabProps } from '@shopify/polaris'
import { useEffect, useRef } from 'react'
import { BUILT_IN_VIEWS, type MemberView, type ViewChange } from './views.ts'

type Answer = { done: boolean; views: MemberView[] }

const REFUSED = 'That name can not be used: it is taken, empty or too long.'

/** The tabs of the members list, and what the staff may do to those that they have saved. */
export function useViews(saved: MemberView[], current: string, show: (parameters: string) => void) {
  const change = useChange()
  const views = [...BUILT_IN_VIEWS.map((view) => ({ ...view, viewId: null })), ...saved]
  const tabs: TabProps[] = views.map(({ name, parameters, viewId }) => ({
    id: `view-${viewId ?? name}`,
    content: name,
    isLocked: viewId === null,
    onAction: () => show(parameters),
    actions: viewId === null ? [] : actionsOf({ name, parameters, viewId }, change, show),
  }))
  return {
    tabs,
    selected: Math.max(
      views.findIndex((view) => view.parameters === current),
      0,
    ),
    isSaved: views.some((view) => view.parameters === current),
    create: (name: string) => change({ intent: 'create', name, parameters: current }),
  }
}

type Ask = (change: ViewChange) => Promise<boolean>

function actionsOf({ name, parameters, viewId }: MemberView, change: Ask, show: (parameters: string) => void) {
  const actions: TabProps['actions'] = [
    { type: 'rename', onPrimaryAction: (value) => change({ intent: 'rename', viewId, name: value }) },
    {
      type: 'duplicate',
      onPrimaryAction: (value) => change({ intent: 'create', name: value || `${name} (copy)`, parameters }),
    },
    {
      type: 'delete',
      onPrimaryAction: async () => {
        const gone = await change({ intent: 'delete', viewId })
        if (gone) show('')
        return gone
      },
    },
  ]
  return actions
}

/** Asks for a change and tells whether it was done; Polaris waits with its dialog where it can. */
function useChange(): Ask {
  const fetcher = useFetcher<Answer>()
  const shopify = useAppBridge()
  const waiting = useRef<((done: boolean) => void) | null>(null)
  useEffect(() => {
    if (fetcher.state !== 'idle' || !fetcher.data || !waiting.current) return
    if (!fetcher.data.done) shopify.toast.show(REFUSED, { isError: true })
    waiting.current(fetcher.data.done)
    waiting.current = null
  }, [fetcher.state, fetcher.data, shopify])
  return (change) =>
    new Promise((resolve) => {
      waiting.current = resolve
      fetcher.submit(change, { method: 'post', action: '/app/members/views', encType: 'application/json' })
    })
}
