import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { idParam, notFound } from '#app/ui/params.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { useShell } from '#app/ui/hooks/useShell.ts'
import { listChoices } from './choices.server.ts'
import { readSegmentForm } from './form.server.ts'
import { SegmentEditor } from './SegmentEditor.tsx'
import { findSegment, saveSegment } from '../segments.server.ts'

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Edit ${data?.saved.name ?? 'segment'} · Glancito` },
]

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const segment = await findSegment(tenantId, idParam(params['segmentId']))
  if (!segment) throw notFound('segment')
  const choices = await listChoices(tenantId, segment.rules)
  return { segmentId: segment.segmentId, saved: { name: segment.name, rules: segment.rules }, choices }
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const segment = await findSegment(tenantId, idParam(params['segmentId']))
  if (!segment) throw notFound('segment')
  const read = await readSegmentForm(request)
  if (!read.ok) return data({ errors: read.errors }, { status: 422 })
  await saveSegment(tenantId, read.form, segment.segmentId)
  return redirect(`/app/segments/${segment.segmentId}`)
}

export default function EditSegment() {
  const { segmentId, saved, choices } = useLoaderData<typeof loader>()
  const { currency } = useShell()
  return (
    <SegmentEditor
      key={segmentId}
      title="Edit segment"
      back={`/app/segments/${segmentId}`}
      saved={saved}
      offered={{ ...choices, currency }}
    />
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Segments', url: '/app/segments' }} />
}
