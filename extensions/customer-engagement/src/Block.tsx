import '@shopify/ui-extensions/preact'
import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { EngagementView } from './EngagementView.tsx'
import { type Loaded, loadEngagement } from './load.ts'

/** Shopify's entry: a block on the page of one customer. */
export default async () => {
  render(<Block />, document.body)
}

function Block() {
  const gid = shopify.data.selected[0]?.id ?? ''
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    let stale = false
    setLoaded(null)
    void loadEngagement(gid).then((answer) => stale || setLoaded(answer))
    return () => {
      stale = true
    }
  }, [gid, attempt])

  return (
    <s-admin-block heading={shopify.i18n.translate('name')}>
      <EngagementView loaded={loaded} i18n={shopify.i18n} onRetry={() => setAttempt(attempt + 1)} />
    </s-admin-block>
  )
}
