import { isRouteErrorResponse, useNavigate, useRouteError } from '@remix-run/react'
import { Button } from '../actions/Button.tsx'
import { Card } from '../layout/Card.tsx'
import { Page } from '../layout/Page.tsx'
import { EmptyList } from './EmptyList.tsx'

type Props = { back: { content: string; url: string } }

/** What a page shows instead of itself: it does not exist, or it failed. The way back is always there. */
export function PageError({ back }: Props) {
  const error = useRouteError()
  const navigate = useNavigate()
  const isMissing = isRouteErrorResponse(error) && error.status === 404
  return (
    <Page title={isMissing ? 'Not found' : 'Something went wrong'} backAction={back}>
      <Card padding="none">
        <EmptyList
          icon="alert-circle"
          heading={isMissing ? String(error.data) : 'This page couldn’t be loaded'}
          action={
            isMissing ? (
              <Button url={back.url}>{back.content}</Button>
            ) : (
              <Button onClick={() => navigate('.', { replace: true })}>Try again</Button>
            )
          }
        >
          {isMissing ? 'It may have been deleted.' : 'Nothing you saved is lost. Try again in a moment.'}
        </EmptyList>
      </Card>
    </Page>
  )
}
