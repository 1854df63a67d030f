import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Link } from '#app/ui/text/Link.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { type Fact, Facts } from '#app/ui/text/Facts.tsx'
import { formatCount } from '#app/ui/format/format.ts'
import { Time } from '#app/ui/format/Time.tsx'
import type { SendProgress } from '#app/campaigns/send/progress.server.ts'
import type { Report } from './report.server.ts'

type Props = Pick<Report, 'campaign' | 'segment'> & Pick<SendProgress, 'progress'>

/** What was sent, to whom, when, and what is not settled. */
export function FactsCard({ campaign, segment, progress }: Props) {
  const onOff = (on: boolean) => (on ? 'On' : 'Off')
  const some = (name: string, count: number): Fact[] => (count > 0 ? [{ name, value: formatCount(count) }] : [])
  return (
    <Card>
      <Stack gap="base">
        <Heading>Campaign</Heading>
        <Facts
          facts={[
            { name: 'Subject', value: campaign.subject },
            {
              name: 'Segment',
              value: segment ? (
                <Link url={`/app/segments/${segment.segmentId}?campaign=${campaign.campaignId}`}>{segment.name}</Link>
              ) : (
                'Deleted segment'
              ),
            },
            ...(campaign.fromEmail ? [{ name: 'From', value: campaign.fromEmail }] : []),
            ...campaign.pastSenders.map(({ fromEmail, until }) => ({
              name: 'Before',
              value: (
                <>
                  {fromEmail}, until <Time at={until} />
                </>
              ),
            })),
            { name: 'Started', value: <Time at={campaign.startedAt} /> },
            {
              name: campaign.status === 'cancelled' ? 'Cancelled' : 'Finished',
              value: <Time at={campaign.finishedAt} />,
            },
            { name: 'Track opens', value: onOff(campaign.trackOpens) },
            { name: 'Track clicks', value: onOff(campaign.trackClicks) },
            { name: 'UTM tracking', value: onOff(campaign.utm) },
            ...some('Failed', progress.failed),
            ...some('Unconfirmed', progress.unconfirmed),
          ]}
        />
        {progress.unconfirmed > 0 ? (
          <Paragraph size="small" tone="subdued">
            Unconfirmed: handed to Amazon SES without a clear answer. It’s never sent twice, and counts as sent once
            there’s any sign of it.
          </Paragraph>
        ) : null}
      </Stack>
    </Card>
  )
}
