import { Card } from '#app/ui/layout/Card.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Figure } from '#app/ui/text/Figure.tsx'
import { formatCount, formatPercent } from '#app/ui/format/format.ts'

type Props = { audience: { members: number; reachable: number; unsubscribed: number } }

/** Who can be mailed today. */
export function FiguresCard({ audience: { members, reachable, unsubscribed } }: Props) {
  const share = (count: number) => (members > 0 ? `${formatPercent(count / members, 0)} of members` : undefined)
  return (
    <Card>
      <Grid columns={{ phone: 2, desktop: 3 }} gap="large">
        <Figure label="Members" value={formatCount(members)} />
        <Figure label="Can be emailed" value={formatCount(reachable)}>
          {share(reachable)}
        </Figure>
        <Figure label="Unsubscribed" value={formatCount(unsubscribed)}>
          {share(unsubscribed)}
        </Figure>
      </Grid>
    </Card>
  )
}
