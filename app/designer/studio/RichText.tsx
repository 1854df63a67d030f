import { lazy, Suspense } from 'react'
import { Spinner } from '#app/ui/feedback/Spinner.tsx'
import { ClientOnly } from '#app/ui/hooks/ClientOnly.tsx'
import { Box } from '#app/ui/layout/Box.tsx'
import type { RichTextProps } from './rich-text-props.ts'

// Larger than all the rest of the designer: fetched when the first text is edited.
const RichTextField = lazy(() => import('./RichTextField.tsx').then((each) => ({ default: each.RichTextField })))

/** A text with bold, italic, links, lists, colors and fields. */
export function RichText(props: RichTextProps) {
  const waiting = (
    <Box minHeight={160}>
      <Spinner spoken="Loading the text editor" />
    </Box>
  )
  return (
    <ClientOnly fallback={waiting}>
      {() => (
        <Suspense fallback={waiting}>
          <RichTextField key={props.id} {...props} />
        </Suspense>
      )}
    </ClientOnly>
  )
}
