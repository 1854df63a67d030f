/** What Shopify tells of a person; any of it may be missing. */
export type Named = { memberId: string; firstName: string | null; lastName: string | null; email: string | null }

/** The name to call a member by; without one their address, without that their customer number. */
export function memberName({ memberId, firstName, lastName, email }: Named): string {
  const name = [firstName, lastName].filter((part) => part?.trim()).join(' ')
  return name || email || `Customer ${memberId}`
}
