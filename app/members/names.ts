/** What Shopify tells of a person; any of it may be missing. */
export type Named = { memberId: string; firstName: string | null; lastName: string | null; email: string | null }

/** The name to call a member by; without one their address, without that their customer number. */
export function memberName({ memberId, firstName, lastName, email }: Named): string {
  const name = [firstName, lastName].filter((part) => part?.trim()).join(' ')
  return name || email || `Customer ${memberId}`
}

const LARGEST_ID = 2n ** 63n - 1n

/** The customer number in a URL, or null when it is none. */
export function parseMemberId(text: string | undefined): string | null {
  return text !== undefined && /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= LARGEST_ID ? text : null
}
