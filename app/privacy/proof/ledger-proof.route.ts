// The proof of a member's consent as a file: `?format=json` for machines, `?format=html` for people.
import type { LoaderFunctionArgs } from '@remix-run/node'
import { findLedgerProof } from '#app/members/ledger/ledger-proof.server.ts'
import { findMember } from '#app/members/core/members.server.ts'
import { memberName, parseMemberId } from '#app/members/core/names.ts'
import { clock } from '#app/platform/clock.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { notFound } from '#app/ui/params.ts'
import { proofHtml, proofJson } from './ledger-proof-files.ts'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { tenantId, shop, name: shopName, timezone } = await requireTenant(request)
  const memberId = parseMemberId(params['memberId'])
  if (!memberId) throw notFound('member')
  const [member, proof] = await Promise.all([findMember(tenantId, memberId), findLedgerProof(tenantId, memberId)])
  if (!member && proof.entries.length === 0) throw notFound('member')
  const whose = { name: member && memberName({ ...member, memberId }), email: member?.email ?? null }
  const head = { shop, shopName, memberId, ...whose, madeAt: clock.now() }
  const isPage = new URL(request.url).searchParams.get('format') === 'html'
  return new Response(isPage ? proofHtml(head, proof, timezone) : proofJson(head, proof), {
    headers: {
      'Content-Type': isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="consent-${memberId}.${isPage ? 'html' : 'json'}"`,
      'Cache-Control': 'no-store',
    },
  })
}
