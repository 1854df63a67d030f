import { Button } from '#app/ui/actions/Button.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Figure } from '#app/ui/text/Figure.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { formatCount } from '#app/ui/format/format.ts'
import { auditConclusion, auditFigures, type ClickAudit } from './click-audit.ts'

type Props = { campaignId: number; audit: ClickAudit | null }

/** How far the click figures can be trusted, with the people behind each sign of machines. */
export function ClickAuditCard({ campaignId, audit }: Props) {
  return (
    <Card>
      <Stack gap="large">
        <Heading>Were these clicks made by people?</Heading>
        {audit === null ? (
          <Paragraph tone="subdued">
            This can’t be told anymore: who opened and clicked this campaign has been deleted, as Settings &gt; Privacy
            says.
          </Paragraph>
        ) : audit.people + audit.machines === 0 ? (
          <Paragraph tone="subdued">No link of an email whose delivery is confirmed has been clicked yet.</Paragraph>
        ) : (
          <Numbers campaignId={campaignId} audit={audit} />
        )}
      </Stack>
    </Card>
  )
}

function Numbers({ campaignId, audit }: { campaignId: number; audit: ClickAudit }) {
  return (
    <>
      <Grid columns={{ phone: 1, desktop: 3 }} gap="large">
        {auditFigures(audit).map(({ sign, label, value, lines, people }) => (
          <Stack key={sign} gap="tight">
            <Figure label={label} value={value}>
              {lines.map((line) => (
                <span key={line} style={{ display: 'block' }}>
                  {line}
                </span>
              ))}
            </Figure>
            {people > 0 ? (
              <Inline>
                <Button
                  variant="plain"
                  size="tiny"
                  url={`/app/campaigns/${campaignId}/clicks?sign=${sign}`}
                  accessibilityLabel={`See who: ${label}`}
                >
                  See who
                </Button>
              </Inline>
            ) : null}
          </Stack>
        ))}
      </Grid>
      <Paragraph>{auditConclusion(audit)}</Paragraph>
      {audit.isPart ? (
        <Paragraph size="small" tone="subdued">
          Counted over the first {formatCount(audit.people + audit.machines)} members, in the order of their customer
          numbers, whose links were followed.
        </Paragraph>
      ) : null}
    </>
  )
}
