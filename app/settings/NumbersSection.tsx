import { BlockStack, RadioButton } from '@shopify/polaris'
import { Section } from './Section.tsx'
import type { SettingsForm } from './useSettingsForm.ts'

/** What rates are a share of. */
export function NumbersSection({ form: { fields, set } }: { form: SettingsForm }) {
  return (
    <Section
      title="Numbers"
      description="What open, click and unsubscribe rates are a share of. Every figure says which."
    >
      <BlockStack gap="200">
        <RadioButton
          label="Delivered e-mails"
          helpText="Sent less bounced: how those who got the e-mail took it."
          name="ratesOver"
          id="rates-delivered"
          checked={fields.ratesOver === 'delivered'}
          onChange={() => set('ratesOver', 'delivered')}
        />
        <RadioButton
          label="Sent e-mails"
          helpText="Everybody it was sent to, bounced or not."
          name="ratesOver"
          id="rates-sent"
          checked={fields.ratesOver === 'sent'}
          onChange={() => set('ratesOver', 'sent')}
        />
      </BlockStack>
    </Section>
  )
}
