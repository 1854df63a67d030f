import type { ReactNode } from 'react'
import { Columns, MainColumn, SideColumn } from '#app/ui/layout/Columns.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'

type Props = {
  message: ReactNode
  preview: ReactNode
  /** Who gets it and what is measured. */
  settings: ReactNode
  readiness: ReactNode
  /** What it is designed with, which shows the preview itself; null for HTML of the author's own. */
  studio: ReactNode
}

/** A designed campaign has its designer over the page's whole width, below what it says in the inbox. */
export function EditorLayout({ message, preview, settings, readiness, studio }: Props) {
  if (studio === null)
    return (
      <Columns>
        <MainColumn>
          <Stack gap="large">
            {message}
            {preview}
          </Stack>
        </MainColumn>
        <SideColumn>
          <Stack gap="large">
            {settings}
            {readiness}
          </Stack>
        </SideColumn>
      </Columns>
    )
  return (
    <Stack gap="large">
      <Grid columns={{ phone: 1, desktop: 'minmax(0, 4fr) minmax(0, 3fr) minmax(0, 3fr)' }} gap="base">
        {message}
        <Stack gap="base">{settings}</Stack>
        {readiness}
      </Grid>
      {studio}
    </Stack>
  )
}
