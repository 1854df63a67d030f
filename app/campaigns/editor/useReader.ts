import { useState } from 'react'
import type { CampaignDraft } from '../draft.ts'
import { useAudience } from './useAudience.ts'
import { usePreview } from './usePreview.ts'

/** A draft as one of its audience would get it, and whom it can be looked at as. */
export function useReader(draft: CampaignDraft) {
  const [memberId, setMemberId] = useState('')
  const found = useAudience(draft)
  const members = found?.members ?? []
  const chosen = members.some((member) => member.memberId === memberId) ? memberId : (members[0]?.memberId ?? '')
  const { preview, loading } = usePreview(draft, chosen)
  const card = {
    rendered: preview,
    loading,
    members: members.map(({ memberId: id, name, email }) => ({ id, label: name ? `${name} (${email})` : email })),
    memberId: chosen,
    onMember: setMemberId,
  }
  return { audience: found?.audience ?? null, chosen, preview, card }
}
