// A campaign's mail and somebody who reads it, for tests that need neither a shop nor a database.
import type { MailContent, RecipientProfile } from '#app/sending/compile.server.ts'

export const CONTENT: MailContent = {
  tenantId: 12,
  mailingId: 345,
  subject: 'Hello',
  preheader: '',
  html: '',
  trackOpens: true,
  trackClicks: true,
  utm: { medium: 'email', campaign: '345' },
  sender: {
    fromName: 'Northwind',
    fromEmail: 'northwind@mail.example',
    replyTo: null,
    postalAddress: '12 Harbour Street',
    shopName: 'Northwind',
  },
}
export const UNTRACKED = { trackOpens: false, trackClicks: false, utm: null }

export const SARAH: RecipientProfile = {
  memberId: 7_000_000_000_001n,
  email: null,
  firstName: 'Sarah',
  lastName: null,
  points: 1250,
  untracked: false,
}
