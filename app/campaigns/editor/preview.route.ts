import { type ActionFunctionArgs, data } from '@remix-run/node'
import { readJson } from '#app/platform/text/json.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { previewQuestion } from '../actions.ts'
import { previewFields } from './field-preview.server.ts'

/** Renders the draft in the editor, saved or not. */
export async function action({ request }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const question = previewQuestion.safeParse(await readJson(request))
  // Returned, not thrown: a question that makes no sense must not take the editor with its unsaved words away.
  if (!question.success) return data(null, { status: 422 })
  return previewFields(tenantId, question.data.draft, question.data.memberId)
}
