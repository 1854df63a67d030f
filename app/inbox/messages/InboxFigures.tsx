import { Card } from '#app/ui/layout/Card.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Figure } from '#app/ui/text/Figure.tsx'
import { formatCount } from '#app/ui/format/format.ts'
import { Time } from '#app/ui/format/Time.tsx'

type Props = { received: number; worked: number; waiting: number; failed: number; oldest: string | null }

/** How the messages of the last day fare. */
export function InboxFigures({ received, worked, waiting, failed, oldest }: Props) {
  return (
    <Card>
      <Grid columns={{ phone: 2, tablet: 4 }} gap="large">
        <Figure label="Received in 24 hours" value={formatCount(received)} />
        <Figure label="Of these, processed" value={formatCount(worked)} />
        <Figure label="Waiting now" value={formatCount(waiting)}>
          {oldest ? (
            <>
              Oldest: <Time at={oldest} />
            </>
          ) : null}
        </Figure>
        <Figure label="Failed" value={formatCount(failed)} />
      </Grid>
    </Card>
  )
}
