import { useFetcher } from '@remix-run/react'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { useToast } from '#app/ui/feedback/useToast.ts'
import type { ImportState } from './import-words.ts'

/** What the last import could not do, with the way to try it again; nothing where it went well. */
export function ImportTrouble({ importing }: { importing: ImportState }) {
  const fetcher = useFetcher<{ toast: string }>()
  useToast(fetcher.data)
  const again = () => fetcher.submit({}, { method: 'post' })
  const action = { content: 'Import again', onAction: again, loading: fetcher.state !== 'idle' }
  if (importing.state === 'failed')
    return (
      <Banner tone="critical" title="Not all customers could be brought in" action={action}>
        <p>Shopify’s export failed on the way, so what is shown here may not be complete.</p>
      </Banner>
    )
  if (importing.state !== 'done' || !importing.unreadable) return null
  return (
    <Banner tone="warning" title="Some customers are missing here" action={action}>
      <p>
        {importing.unreadable}. All others are here. Save such a customer once more in Shopify, then import again; if it
        stays, tell support these numbers.
      </p>
    </Banner>
  )
}
