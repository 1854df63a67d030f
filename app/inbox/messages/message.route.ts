// What one failed message says, for the merchant, whose customers' data it is. It is never logged.
import type { LoaderFunctionArgs } from '@remix-run/node'
import { clean } from '#app/platform/text/tidy.ts'
import { notFound } from '#app/ui/params.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { findMessageText } from './messages.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const text = await findMessageText(tenantId, clean(params['webhookId'] ?? ''))
  if (text === null) throw notFound('message')
  return { text: readable(text) }
}

/** Set out in lines, unless a number in it would lose digits or it is no JSON. */
function readable(text: string): string {
  if (/\d{16}/.test(text)) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
