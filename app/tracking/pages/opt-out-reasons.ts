/** What somebody may answer who is asked why they left: a closed list, so that it can be counted and holds nothing of a person. */
export const OPT_OUT_REASONS = ['too-many', 'not-relevant', 'not-interested', 'never-signed-up', 'other'] as const
export type OptOutReason = (typeof OPT_OUT_REASONS)[number]

/** As a merchant reads it. */
export const OPT_OUT_LABELS: Record<OptOutReason, string> = {
  'too-many': 'Too many emails',
  'not-relevant': 'Not relevant to them',
  'not-interested': 'No longer interested in the store',
  'never-signed-up': 'Never signed up',
  other: 'Another reason',
}
