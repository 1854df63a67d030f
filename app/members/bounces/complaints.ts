// Which reports of a complaint are one.

/** Mail that the reader moved back to the inbox, or that failed DMARC: a report, but nobody complained (RFC 5965 §7.3). */
export const HARMLESS_COMPLAINTS: readonly string[] = ['not-spam', 'auth-failure']

export const isHarmless = (complaintType: string | null): boolean => HARMLESS_COMPLAINTS.includes(complaintType ?? '')
