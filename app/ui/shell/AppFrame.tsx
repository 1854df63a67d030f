import { Box, Text } from '@shopify/polaris'
import { AppProvider } from '@shopify/shopify-app-remix/react'
import type { ReactNode } from 'react'
import { useInBrowser } from '../hooks/useInBrowser.ts'

type Props = {
  apiKey: string
  /** The Admin's menu of the app. */
  menu: ReactNode
  /** The last line of every page. */
  note: ReactNode
  children: ReactNode
}

/**
 * The frame of every admin page. App Bridge stands in the document's head, so the provider does not print it again.
 * Until React has taken the page over it takes no input: what is typed into a field before is lost.
 */
export function AppFrame({ apiKey, menu, note, children }: Props) {
  // React 18 passes `inert` on as the attribute it is, but does not know it by name.
  const untilItRuns = useInBrowser() ? {} : { inert: '' }
  return (
    <AppProvider isEmbeddedApp={false} apiKey={apiKey}>
      {menu}
      <main {...untilItRuns}>
        {children}
        <Box padding="400">
          <Text as="p" variant="bodySm" tone="subdued" alignment="center">
            {note}
          </Text>
        </Box>
      </main>
    </AppProvider>
  )
}
