import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { useShell } from '#app/ui/hooks/useShell.ts'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { parseMemberQuery } from '#app/members/list/query/list.ts'
import { listChoices } from './choices.server.ts'
import { rulesOfList } from './from-list.ts'
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
  const { tenantId } = await requireTenant(request)
  const list = rulesOfList(parseMemberQuery(new URL(request.url).searchParams))
  const start: SegmentForm = list ? { name: '', rules: list.rules } : FIRST
  return { start, left: list?.left ?? [], choices: await listChoices(tenantId, null) }
}

export async function action({ request }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const read = await readSegmentForm(request)
  if (!read.ok) return data({ errors: read.errors }, { status: 422 })
  return redirect(`/app/segments/${await saveSegment(tenantId, read.form)}`)
}

export default function NewSegment() {
  const { start, left, choices } = useLoaderData<typeof loader>()
  const { currency } = useShell()
  return (
    <SegmentEditor
      title="New segment"
      back="/app/segments"
      saved={start}
      offered={{ ...choices, currency }}
      above={left.length > 0 ? <LeftOut left={left} /> : undefined}
      offersTemplates={left.length === 0}
    />
  )
}

function LeftOut({ left }: { left: string[] }) {
  return (
    <Banner tone="warning">
      A segment can’t have {left.join(' or ')}, so it may hold more members than the list that you came from.
    </Banner>
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Segments', url: '/app/segments' }} />
}
