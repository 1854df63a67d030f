import { Checkbox } from '@shopify/polaris'
import { type FormPart, memoPart } from './form-part.tsx'
import { Section } from './Section.tsx'

const NAMES = ['smsFollowsEmail'] as const
type Form = FormPart<(typeof NAMES)[number]>

/** How far an unsubscribe reaches. */
export const ConsentSection = memoPart(NAMES, function ConsentSection({ form: { fields, set } }: { form: Form }) {
  return (
    <Section
      title="Unsubscribes"
      description="An unsubscribe holds here at once and is told to Shopify within seconds."
    >
      <Checkbox
        label="An email unsubscribe also ends SMS"
        helpText="Shopify then records for both that the customer no longer wants marketing."
        checked={fields.smsFollowsEmail}
        onChange={(value) => set('smsFollowsEmail', value)}
      />
    </Section>
  )
})
