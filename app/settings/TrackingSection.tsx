import { Checkbox } from '#app/ui/forms/Checkbox.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { type FormPart, memoPart } from './form-part.tsx'
import { Section } from '#app/ui/layout/Section.tsx'

const NAMES = ['trackOpens', 'trackClicks', 'utm', 'utmMedium'] as const
type Form = FormPart<(typeof NAMES)[number]>

/** What campaigns measure. */
export const TrackingSection = memoPart(
  NAMES,
  function TrackingSection({ form: { fields, errors, set } }: { form: Form }) {
    return (
      <Section
        title="Tracking"
        description="What campaigns measure. Anything turned off here is off for every campaign started from now on. Anything turned on can be turned off per campaign."
      >
        <Stack gap="small">
          <Checkbox
            label="Track opens"
            helpText="Adds an invisible image. Customers who declined open tracking in Shopify never get it."
            checked={fields.trackOpens}
            onChange={(value) => set('trackOpens', value)}
          />
          <Checkbox
            label="Track clicks"
            helpText="Routes links through Glancito, so each click can be counted."
            checked={fields.trackClicks}
            onChange={(value) => set('trackClicks', value)}
          />
          <Checkbox
            label="Add UTM parameters to links"
            helpText="Shows Google Analytics and Shopify which campaign a visit came from."
            checked={fields.utm}
            onChange={(value) => set('utm', value)}
          />
        </Stack>
        <TextField
          label="utm_medium"
          value={fields.utmMedium}
          error={errors.utmMedium}
          helpText="utm_source is always glancito, and utm_campaign is the campaign number."
          disabled={!fields.utm}
          onChange={(value) => set('utmMedium', value)}
          maxLength={64}
        />
      </Section>
    )
  },
)
