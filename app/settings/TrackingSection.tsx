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
        description="What campaigns measure. What is off here is off for every campaign that starts from now on; what is on can be switched off in each."
      >
        <Stack gap="small">
          <Checkbox
            label="Track opens"
            helpText="By an invisible image. Customers who declined open tracking at Shopify never get it."
            checked={fields.trackOpens}
            onChange={(value) => set('trackOpens', value)}
          />
          <Checkbox
            label="Track clicks"
            helpText="Links lead through Glancito, so that each click can be counted."
            checked={fields.trackClicks}
            onChange={(value) => set('trackClicks', value)}
          />
          <Checkbox
            label="Add UTM parameters to links"
            helpText="Google Analytics and Shopify then see which campaign a visit came from."
            checked={fields.utm}
            onChange={(value) => set('utm', value)}
          />
        </Stack>
        <TextField
          label="utm_medium"
          value={fields.utmMedium}
          error={errors.utmMedium}
          helpText="utm_source is always glancito, utm_campaign the number of the campaign."
          disabled={!fields.utm}
          onChange={(value) => set('utmMedium', value)}
          maxLength={64}
        />
      </Section>
    )
  },
)
