import { MARKETING_STATES, type MailState, skipReason, type SkipReason } from '#app/members/core/consent.ts'

/** A member whom nothing keeps from being mailed. */
export const SUBSCRIBED: MailState = {
  email: 'sarah@example.com',
  emailState: 'SUBSCRIBED',
  emailUnsubscribed: false,
  emailBounceType: null,
  emailComplaintAt: null,
  pausedUntil: null,
}

/** Every combination of what decides whether a member may be mailed. */
export function everyMailState(): MailState[] {
  return MARKETING_STATES.flatMap((emailState) =>
    [false, true].flatMap((emailUnsubscribed) =>
      [null, '', 'a@example.com'].flatMap((email) =>
        ([null, 'soft', 'hard'] as const).flatMap((emailBounceType) =>
          [null, new Date('2026-11-20T12:00:00Z')].flatMap((emailComplaintAt) =>
            [null, new Date('2126-11-20T12:00:00Z')].map((pausedUntil) => ({
              email,
              emailState,
              emailUnsubscribed,
              emailBounceType,
              emailComplaintAt,
              pausedUntil,
            })),
          ),
        ),
      ),
    ),
  )
}

/** Every reason for which a recipient can be left out. */
export function everySkipReason(): SkipReason[] {
  const reasons = new Set(everyMailState().map((member) => skipReason(member)))
  return [...reasons, 'erased' as const].filter((reason) => reason !== null)
}
