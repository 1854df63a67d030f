import { TextField } from '#app/ui/forms/TextField.tsx'
import { Choices } from '#app/ui/forms/Choices.tsx'
import { type FormPart, memoPart } from './form-part.tsx'
import { Section } from '#app/ui/layout/Section.tsx'

const NAMES = ['pointsSource', 'pointsPerUnit', 'pointsMetafield', 'tiers'] as const
type Form = FormPart<(typeof NAMES)[number]>

/** Where members' points come from. */
export const PointsSection = memoPart(
  NAMES,
  function PointsSection({ form: { fields, errors, set }, currency }: { form: Form; currency: string }) {
    return (
      <Section
        title="Points and tiers"
        description="What {{points}} shows in a campaign, and which tier each member is in. Changes recalculate points and tiers for all members."
      >
        <Choices
          name="pointsSource"
          value={fields.pointsSource}
          options={[
            { value: 'orders', label: 'From orders', helpText: 'Points for what a customer spends.' },
            {
              value: 'metafield',
              label: 'From a loyalty app',
              helpText: 'Read from a customer metafield that the other app maintains.',
            },
          ]}
          onChange={(value) => set('pointsSource', value)}
        />
        {/* A field that is not used is shown while it is wrong: what stands in the way of saving must be seen. */}
        {fields.pointsSource === 'orders' || errors.pointsPerUnit ? (
          <TextField
            label={`Points for 1 ${currency} spent`}
            value={fields.pointsPerUnit}
            error={errors.pointsPerUnit}
            onChange={(value) => set('pointsPerUnit', value)}
            inputMode="decimal"
          />
        ) : null}
        {fields.pointsSource === 'metafield' ? (
          <TextField
            label="Metafield"
            value={fields.pointsMetafield}
            placeholder="loyalty.points"
            error={errors.pointsMetafield}
            helpText="Namespace and key, as shown in Shopify under Settings > Custom data > Customers."
            onChange={(value) => set('pointsMetafield', value)}
          />
        ) : null}
        <TextField
          label="Tiers"
          value={fields.tiers}
          placeholder={'Silver 500\nGold 2000'}
          error={errors.tiers}
          helpText="One per line: its name, then the points it starts at. Leave empty for no tiers."
          onChange={(value) => set('tiers', value)}
          lines={3}
        />
      </Section>
    )
  },
)
