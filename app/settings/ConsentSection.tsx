import { Checkbox } from '@shopify/polaris'
import { Section } from './Section.tsx'
import type { SettingsForm } from './useSettingsForm.ts'

/** How far an unsubscribe reaches. */
export function ConsentSection({ form: { fields, set } }: { form: SettingsForm }) {
  return (
    <Section
      title="Unsubscribes"
      description="An unsubscribe holds here at once and is told to Shopify within seconds."
    >
      <Checkbox
        label="An e-mail unsubscribe also ends SMS"
        helpText="Shopify then records for both that the customer no longer wants marketing."
        checked={fields.smsFollowsEmail}
        onChange={(value) => set('smsFollowsEmail', value)}
      />
    </Section>
  )
}
