import { Button } from '#app/ui/actions/Button.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { useLeave } from '#app/ui/actions/useLeave.ts'
import { DeleteTemplate } from './DeleteTemplate.tsx'

export type Start = {
  template: string
  title: string
  says: string
  html: string | null
  /** Of a template that the shop has kept, and may delete. */
  templateId?: string
}

type Props = {
  starts: Start[]
  /** For whom the campaign is begun, where that is known. */
  segmentId: number | null
}

/** What a new campaign begins with. */
export function StartChooser({ starts, segmentId }: Props) {
  const leave = useLeave()
  const urlOf = (template: string) =>
    `/app/campaigns/new?${new URLSearchParams({ template, ...(segmentId === null ? {} : { segment: `${segmentId}` }) })}`
  return (
    <Page
      title="New campaign"
      subtitle="Choose what to begin with. Everything can be changed."
      backAction={{ content: 'Campaigns', onAction: () => leave('/app/campaigns') }}
    >
      <Grid columns={{ phone: 1, tablet: 2, desktop: 3 }} gap="base">
        {starts.map(({ template, title, says, html, templateId }) => (
          <Card key={template}>
            <Stack gap="base">
              {html === null ? null : <Thumbnail html={html} />}
              <Heading>{title}</Heading>
              <Paragraph tone="subdued">{says}</Paragraph>
              <Inline justify="between">
                <Button url={urlOf(template)} accessibilityLabel={`Begin with ${title}`}>
                  Begin with this
                </Button>
                {templateId === undefined ? null : <DeleteTemplate templateId={templateId} name={title} />}
              </Inline>
            </Stack>
          </Card>
        ))}
      </Grid>
    </Page>
  )
}

const WIDTH = 640
const SCALE = 0.42

/** How it looks, to those who see it: nothing in it can be reached or run. */
function Thumbnail({ html }: { html: string }) {
  return (
    <div
      aria-hidden
      style={{
        blockSize: 260,
        overflow: 'hidden',
        borderRadius: 8,
        border: '1px solid #e3e3e3',
        pointerEvents: 'none',
      }}
    >
      <iframe
        title="Preview"
        sandbox=""
        tabIndex={-1}
        loading="lazy"
        srcDoc={html}
        style={{
          border: 0,
          inlineSize: WIDTH,
          blockSize: 260 / SCALE,
          transform: `scale(${SCALE})`,
          transformOrigin: '0 0',
        }}
      />
    </div>
  )
}
