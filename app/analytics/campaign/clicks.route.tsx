import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Fragment } from 'react'
import { findCampaign } from '#app/campaigns/campaigns.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { Time } from '#app/ui/format/Time.tsx'
import { formatDecimal } from '#app/ui/format/format.ts'
import { Card } from '#app/ui/layout/Card.tsx'
import { Divider } from '#app/ui/layout/Divider.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { idParam, notFound } from '#app/ui/params.ts'
import { ListPages } from '#app/ui/tables/ListPages.tsx'
import { RowLink } from '#app/ui/tables/RowLink.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { CLICK_SIGNS, SIGN_WORDS } from './click-audit.ts'
import { type Clicker, listClickers } from './clicks.server.ts'

export const meta: MetaFunction = () => [{ title: 'Who clicked · Glancito' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const campaign = await findCampaign(tenantId, idParam(params['campaignId']))
  if (!campaign) throw notFound('campaign')
  const search = new URL(request.url).searchParams
  const sign = CLICK_SIGNS.find((each) => each === search.get('sign'))
  if (!sign) throw notFound('list')
  const { campaignId, name } = campaign
  return { campaignId, name, sign, clickers: await listClickers(tenantId, campaignId, { sign, search }) }
}

export default function ClicksPage() {
  const { campaignId, name, sign, clickers } = useLoaderData<typeof loader>()
  const { title, meaning } = SIGN_WORDS[sign]
  return (
    <Page
      width="narrow"
      title={title}
      subtitle={name}
      backAction={{ content: name, url: `/app/campaigns/${campaignId}` }}
    >
      <Card>
        <Stack gap="large">
          <Paragraph tone="subdued">{meaning}</Paragraph>
          {clickers.rows.length === 0 ? <Paragraph>Nobody, so far.</Paragraph> : null}
          {clickers.rows.map((clicker, index) => (
            <Fragment key={clicker.memberId}>
              {index > 0 ? <Divider /> : null}
              <Entry clicker={clicker} />
            </Fragment>
          ))}
          <ListPages pages={clickers} />
        </Stack>
      </Card>
    </Page>
  )
}

function Entry({ clicker: { memberId, name, email, at, secondsAfter } }: { clicker: Clicker }) {
  return (
    <Stack>
      <Inline>
        <RowLink to={`/app/members/${memberId}`} look="link">
          {name}
        </RowLink>
      </Inline>
      {email ? (
        <Text size="small" tone="subdued" breakWord>
          {email}
        </Text>
      ) : null}
      <Text size="small" tone="subdued">
        <Time at={at} seconds />
        {secondsAfter === null ? '' : ` · ${afterWords(secondsAfter)}`}
      </Text>
    </Stack>
  )
}

/** A gateway may look at an e-mail before it takes it. */
function afterWords(seconds: number): string {
  const rounded = Math.round(Math.abs(seconds) * 10) / 10
  if (rounded === 0) return 'at delivery'
  return `${formatDecimal(rounded)} s ${seconds < 0 ? 'before' : 'after'} delivery`
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Campaigns', url: '/app/campaigns' }} />
}
