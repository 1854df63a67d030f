import { Fields } from '#app/ui/forms/Fields.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { type FormPart, memoPart } from './form-part.tsx'
import { Section } from '#app/ui/layout/Section.tsx'

const NAMES = ['senderName', 'senderEmail', 'replyTo', 'postalAddress'] as const
type Form = FormPart<(typeof NAMES)[number]>
type Props = {
  form: Form
  defaults: { name: string; email: string }
  /** Where replies come in to be counted; null where they go straight to the shop. */
  replyDomain: string | null
}

/** Who the e-mails come from, and the address the law asks for. */
export const SenderSection = memoPart(NAMES, function SenderSection({ form, defaults, replyDomain }: Props) {
  const { fields, errors, notes, set } = form
  return (
    <Section title="Sender" description="Who your campaigns come from, and where customers can reach you.">
      <Fields>
        <TextField
          label="Sender name"
          value={fields.senderName}
          placeholder={defaults.name}
          error={errors.senderName}
          onChange={(value) => set('senderName', value)}
          autoComplete="organization"
          maxLength={100}
        />
        <TextField
          label="Sender email"
          type="email"
          value={fields.senderEmail}
          placeholder={defaults.email}
          error={errors.senderEmail}
          helpText={
            notes.senderEmail ??
            `Leave empty to send from ${defaults.email}. To use your own address, verify its domain in Amazon SES first.`
          }
          onChange={(value) => set('senderEmail', value)}
          autoComplete="email"
        />
        <TextField
          label="Reply-to email"
          type="email"
          value={fields.replyTo}
          error={errors.replyTo}
          helpText={
            replyDomain === null
              ? 'Where replies go, if not to the sender.'
              : `Replies come in at ${replyDomain}, are counted, and are then forwarded to this address. If it’s empty, they go to your sender email, or to your store’s contact email.`
          }
          onChange={(value) => set('replyTo', value)}
          autoComplete="email"
        />
        <TextField
          label="Postal address"
          value={fields.postalAddress}
          error={errors.postalAddress}
          helpText="Shown at the bottom of every campaign. Required to send."
          onChange={(value) => set('postalAddress', value)}
          autoComplete="street-address"
          lines={3}
          maxLength={300}
          required
        />
      </Fields>
    </Section>
  )
})
