import { BlockStack, RadioButton, TextField } from '@shopify/polaris'
import { Section } from './Section.tsx'
import type { SettingsForm } from './useSettingsForm.ts'

/** Where members' points come from. */
export function PointsSection({ form: { fields, errors, set }, currency }: { form: SettingsForm; currency: string }) {
  return (
    <Section
      title="Points"
      description="What {{points}} in a campaign stands for. After a change the points of all members are made anew."
    >
      <BlockStack gap="200">
        <RadioButton
          label="From orders"
          helpText="Points for what a customer has spent."
          name="pointsSource"
          id="points-orders"
          checked={fields.pointsSource === 'orders'}
          onChange={() => set('pointsSource', 'orders')}
        />
        <RadioButton
          label="From a loyalty app"
          helpText="Read from a customer metafield that the other app keeps."
          name="pointsSource"
          id="points-metafield"
          checked={fields.pointsSource === 'metafield'}
          onChange={() => set('pointsSource', 'metafield')}
        />
      </BlockStack>
      {fields.pointsSource === 'orders' ? (
        <TextField
          label={`Points for 1 ${currency} spent`}
          value={fields.pointsPerUnit}
          error={errors.pointsPerUnit}
          onChange={(value) => set('pointsPerUnit', value)}
          inputMode="decimal"
          autoComplete="off"
        />
      ) : (
        <TextField
          label="Metafield"
          value={fields.pointsMetafield}
          placeholder="loyalty.points"
          error={errors.pointsMetafield}
          helpText="Namespace and key, as Shopify shows them under Settings, Custom data, Customers."
          onChange={(value) => set('pointsMetafield', value)}
          autoComplete="off"
        />
      )}
    </Section>
  )
}
