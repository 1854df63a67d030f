import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { useShell } from '#app/ui/hooks/useShell.ts'
import { readSegmentForm } from './form.server.ts'
import type { SegmentForm } from '../rules.ts'
import { SegmentEditor } from './SegmentEditor.tsx'
import { saveSegment } from '../segments.server.ts'

export const meta: MetaFunction = () => [{ title: 'New segment · Glancito' }]

const FIRST: SegmentForm = {
  name: '',
  rules: { match: 'all', rules: [{ field: 'email-consent', operator: 'is', value: true }] },
}

export async function loader({ request }: LoaderFunctionArgs) {
  await requireTenant(request)
  return { start: FIRST }
}

export async function action({ request }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const read = await readSegmentForm(request)
  if (!read.ok) return data({ errors: read.errors }, { status: 422 })
  return redirect(`/app/segments/${await saveSegment(tenantId, read.form)}`)
}

export default function NewSegment() {
  const { start } = useLoaderData<typeof loader>()
  const { currency } = useShell()
  return <SegmentEditor title="New segment" back="/app/segments" saved={start} currency={currency} />
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Segments', url: '/app/segments' }} />
}
