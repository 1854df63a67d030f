import { formatDecimal } from '#app/ui/format/format.ts'
import { Fields } from '#app/ui/forms/Fields.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Section } from '#app/ui/layout/Section.tsx'
import { contrastOf, HEX_COLOR, readableOn } from '#app/platform/text/contrast.ts'
import { type FormPart, memoPart } from './form-part.tsx'

const NAMES = ['pageLogoUrl', 'pageColor'] as const
type Form = FormPart<(typeof NAMES)[number]>

/** How the pages look that customers see when they unsubscribe. */
export const PagesSection = memoPart(NAMES, function PagesSection({ form: { fields, errors, set } }: { form: Form }) {
  return (
    <Section
      title="Pages for recipients"
      description="Where customers unsubscribe, pause emails, or choose what they get. Shown in the customer’s language if it’s one of eight, otherwise in English, with your sender name."
    >
      <Fields>
        <TextField
          label="Logo URL"
          value={fields.pageLogoUrl}
          error={errors.pageLogoUrl}
          placeholder="https://cdn.shopify.com/…/logo.png"
          helpText="The https address of an image, shown up to 200 × 64 pixels. Leave empty to show your sender name."
          onChange={(value) => set('pageLogoUrl', value)}
          maxLength={500}
        />
        <TextField
          label="Button color"
          value={fields.pageColor}
          error={errors.pageColor}
          placeholder="#1a4d3e"
          helpText={colorHelp(fields.pageColor.trim())}
          onChange={(value) => set('pageColor', value)}
          maxLength={7}
        />
      </Fields>
    </Section>
  )
})

/** Whatever the colour, its text is readable; what it comes to is told while it is typed. */
function colorHelp(color: string): string {
  if (!HEX_COLOR.test(color)) return 'Your brand color as a hex code, such as #1a4d3e. Leave empty for the default.'
  const text = readableOn(color)
  const name = text === '#ffffff' ? 'white' : 'black'
  return `Text on it will be ${name}, with a contrast of ${formatDecimal(Math.floor(contrastOf(color, text) * 10) / 10)} to 1.`
}
