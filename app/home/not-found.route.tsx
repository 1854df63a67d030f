// Every address under the app's that is no page: told within the frame, with the way back.
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { notFound } from '#app/ui/params.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { requireTenant } from '#app/tenants/authenticate.server.ts'

export const meta: MetaFunction = () => [{ title: 'Not found · Glancito' }]

export async function loader({ request }: LoaderFunctionArgs): Promise<never> {
  await requireTenant(request)
  throw notFound('page')
}

export default function NotFound() {
  return null
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Home', url: '/app' }} />
}
