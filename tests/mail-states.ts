import { MARKETING_STATES, type MailState } from '#app/members/consent.ts'

/** Every combination of what decides whether a member may be mailed. */
export function everyMailState(): MailState[] {
  return MARKETING_STATES.flatMap((emailState) =>
    [false, true].flatMap((emailUnsubscribed) =>
      [null, '', 'a@example.com'].flatMap((email) =>
        ([null, 'soft', 'hard'] as const).flatMap((emailBounceType) =>
          [null, new Date('2026-11-20T12:00:00Z')].map((emailComplaintAt) => ({
            email,
            emailState,
            emailUnsubscribed,
            emailBounceType,
            emailComplaintAt,
          })),
        ),
      ),
    ),
  )
}
