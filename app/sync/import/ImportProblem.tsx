import { useFetcher } from '@remix-run/react'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { useToast } from '#app/ui/feedback/useToast.ts'
import type { ImportState } from './import-words.ts'

/** What the last import could not do, with the way to try it again; nothing where it went well. */
export function ImportProblem({ importing }: { importing: ImportState }) {
  const fetcher = useFetcher<{ toast: string }>()
  useToast(fetcher.data)
  const again = () => fetcher.submit({}, { method: 'post' })
  const action = { content: 'Import again', onAction: again, loading: fetcher.state !== 'idle' }
  if (importing.state === 'failed')
    return (
      <Banner tone="critical" title="The import didn’t finish" action={action}>
        <p>Shopify’s export failed, so this list may be incomplete.</p>
      </Banner>
    )
  if (importing.state !== 'done' || !importing.unreadable) return null
  return (
    <Banner tone="warning" title="Some customers are missing" action={action}>
      <p>
        {importing.unreadable}. All others are here. Save these customers again in Shopify, then import again. If that
        doesn’t help, send support these numbers.
      </p>
    </Banner>
  )
}
