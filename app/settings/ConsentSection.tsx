import { Checkbox } from '#app/ui/forms/Checkbox.tsx'
import { type FormPart, memoPart } from './form-part.tsx'
import { Section } from '#app/ui/layout/Section.tsx'

const NAMES = ['smsFollowsEmail'] as const
type Form = FormPart<(typeof NAMES)[number]>

/** How far an unsubscribe reaches. */
export const ConsentSection = memoPart(NAMES, function ConsentSection({ form: { fields, set } }: { form: Form }) {
  return (
    <Section
      title="Unsubscribes"
      description="Unsubscribes take effect here right away and reach Shopify within seconds, or after two minutes when someone only opened the unsubscribe link, so they can undo it."
    >
      <Checkbox
        label="An email unsubscribe also ends SMS"
        helpText="Shopify then records that the customer no longer wants email or SMS marketing."
        checked={fields.smsFollowsEmail}
        onChange={(value) => set('smsFollowsEmail', value)}
      />
    </Section>
  )
})
