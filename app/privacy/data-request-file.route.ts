// The document of a data request as a file: `?as=json` for machines, `?as=html` for people.
import { Readable } from 'node:stream'
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from '@remix-run/node'
import { parseMemberId } from '#app/members/core/names.ts'
import { clock } from '#app/platform/clock.server.ts'
import { log } from '#app/platform/log.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { notFound } from '#app/ui/params.ts'
import { findSubject, readDocument } from './data-request-document.server.ts'
import { writeHtml, writeJson } from './data-request-files.ts'
import { findDataRequest } from './data-requests.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const tenant = await requireTenant(request)
  const { tenantId } = tenant
  const requestId = parseMemberId(params['requestId'])
  const asked = requestId ? await findDataRequest(tenantId, requestId) : null
  if (!asked) throw notFound('data request')
  const subject = await findSubject(tenantId, asked.memberId)
  const head = { ...asked, shop: tenant.shop, shopName: tenant.name, madeAt: clock.now(), numbers: subject.numbers }
  const isPage = new URL(request.url).searchParams.get('as') === 'html'
  const pieces = isPage ? writeHtml(head, readDocument(subject), tenant) : writeJson(head, readDocument(subject))
  log.info({ tenant: tenantId, request: requestId }, 'document of a data request read')
  return new Response(createReadableStreamFromReadable(Readable.from(pieces)), {
    headers: {
      'Content-Type': isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="data-request-${asked.requestId}.${isPage ? 'html' : 'json'}"`,
      'Cache-Control': 'no-store',
    },
  })
}
