import { useState } from 'react'
import type { RenderedMail } from '#app/sending/compile.server.ts'
import { SwitchButtons } from '#app/ui/actions/SwitchButtons.tsx'
import { Spinner } from '#app/ui/feedback/Spinner.tsx'
import { Select } from '#app/ui/forms/Select.tsx'
import { Box } from '#app/ui/layout/Box.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Scroll } from '#app/ui/layout/Scroll.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Well } from '#app/ui/layout/Well.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { PreviewFrame } from './PreviewFrame.tsx'

type PreviewMember = { id: string; label: string }

type Props = {
  rendered: RenderedMail | null
  loading: boolean
  members: PreviewMember[]
  memberId: string
  onMember: (memberId: string) => void
}

const WIDTHS = { desktop: 700, phone: 390, dark: 390 } as const
const VIEWS = [
  { value: 'desktop', label: 'Desktop' },
  { value: 'phone', label: 'Phone' },
  { value: 'dark', label: 'Dark' },
  { value: 'text', label: 'Plain text' },
] as const
type View = (typeof VIEWS)[number]['value']

/** The e-mail as one member would get it, through the same steps as the real one, without tracking. */
export function PreviewCard({ rendered, loading, members, memberId, onMember }: Props) {
  const [view, setView] = useState<View>('desktop')
  return (
    <Card>
      <Stack gap="large">
        <Inline justify="between" align="center" gap="small">
          <Inline gap="small" align="center">
            <Heading>Preview</Heading>
            {loading ? <Spinner spoken="Loading preview" /> : null}
          </Inline>
          <SwitchButtons options={VIEWS} value={view} onChange={setView} />
        </Inline>
        {members.length > 0 ? (
          <Select
            label="As seen by"
            labelInline
            options={members.map(({ id, label }) => ({ value: id, label }))}
            value={memberId}
            onChange={onMember}
          />
        ) : null}
        {rendered ? <Mail rendered={rendered} view={view} /> : <Box minHeight={560} />}
      </Stack>
    </Card>
  )
}

const DARK = /\(\s*prefers-color-scheme\s*:\s*dark\s*\)/gi
/** As a device draws it that is set to dark, or to light, whatever this one is set to. */
const inTheDark = (html: string) => html.replaceAll(DARK, '(min-width:0)')
const inTheLight = (html: string) => html.replaceAll(DARK, '(max-width:0)')

function Mail({ rendered, view }: { rendered: RenderedMail; view: View }) {
  return (
    <Stack gap="base">
      <Well>
        <Stack gap="tiny">
          <Paragraph weight="semibold" breakWord>
            {rendered.subject || 'No subject'}
          </Paragraph>
          <Paragraph tone="subdued" size="small" breakWord>
            {rendered.preheader}
          </Paragraph>
        </Stack>
      </Well>
      {view === 'text' ? (
        <Scroll sideways={false} height={560}>
          <pre style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', margin: 0, fontSize: 13 }}>
            {rendered.text}
          </pre>
        </Scroll>
      ) : (
        <PreviewFrame
          html={view === 'dark' ? inTheDark(rendered.html) : inTheLight(rendered.html)}
          width={WIDTHS[view]}
        />
      )}
    </Stack>
  )
}
