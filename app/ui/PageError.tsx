import { isRouteErrorResponse, useNavigate, useRouteError } from '@remix-run/react'
import { Card, EmptyState, Page } from '@shopify/polaris'

type Props = { back: { content: string; url: string } }

/** What a page shows instead of itself: it does not exist, or it failed. The way back is always there. */
export function PageError({ back }: Props) {
  const error = useRouteError()
  const navigate = useNavigate()
  const isMissing = isRouteErrorResponse(error) && error.status === 404
  return (
    <Page title={isMissing ? 'Not found' : 'Something went wrong'} backAction={back}>
      <Card>
        <EmptyState
          heading={isMissing ? String(error.data) : 'This page could not be shown'}
          image=""
          action={isMissing ? back : { content: 'Try again', onAction: () => navigate('.', { replace: true }) }}
        >
          <p>{isMissing ? 'It may have been deleted.' : 'Nothing you did is lost. Try again in a moment.'}</p>
        </EmptyState>
      </Card>
    </Page>
  )
}
