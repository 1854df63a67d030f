import { bigIdParam } from '#app/ui/params.ts'

/** What Shopify tells of a person; any of it may be missing. */
export type Named = { memberId: string; firstName: string | null; lastName: string | null; email: string | null }

/** The name to call a member by; without one their address, without that their customer number. */
export function memberName({ memberId, firstName, lastName, email }: Named): string {
  const name = [firstName, lastName].filter((part) => part?.trim()).join(' ')
  return name || email || `Customer ${memberId}`
}

/** The customer number in a URL, or null when it is none. */
export const parseMemberId = (text: string | undefined): string | null => bigIdParam(text)
