// Mail that Amazon SES accepted and never tried, because it knows the address: no bounce of a campaign, and told as what it
// is on every page. The member is blocked by it all the same, for SES would not try the next one either.

/** Sub-types of bounces and complaints: Amazon SES Developer Guide, "Contents of Amazon SNS notifications". */
const NOT_TRIED = /^(On\w{1,40}SuppressionList|EmailValidationSuppressed|UnsubscribedRecipient)$/

/** Whether a report of SES is about mail that it did not try. A soft bounce was tried. */
export function isNotTried({ kind, subType }: { kind: string; subType: string | null }): boolean {
  return kind !== 'soft' && NOT_TRIED.test(subType ?? '')
}

type Counted = { kind: string; subType: string | null; clearedAt: Date | null }

/** Whether the hard bounces that still count are all of mail that was not tried; false when there is none. */
export function isOnlyNotTried(bounces: Counted[]): boolean {
  const counting = bounces.filter(({ kind, clearedAt }) => kind === 'hard' && clearedAt === null)
  return counting.length > 0 && counting.every(isNotTried)
}
