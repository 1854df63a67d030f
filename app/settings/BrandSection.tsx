import { formatDecimal } from '#app/ui/format/format.ts'
import { ColorField } from '#app/ui/forms/ColorField.tsx'
import { Fields } from '#app/ui/forms/Fields.tsx'
import { Select } from '#app/ui/forms/Select.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Section } from '#app/ui/layout/Section.tsx'
import { contrastOf, HEX_COLOR, readableOn } from '#app/platform/text/contrast.ts'
import { BRAND_DEFAULTS, FONT_NAMES, FONTS } from './brand.ts'
import { type FormPart, memoPart } from './form-part.tsx'

const NAMES = [
  'logoUrl',
  'logoDarkUrl',
  'brandColor',
  'textColor',
  'backgroundColor',
  'cardColor',
  'headingFont',
  'bodyFont',
  'corners',
  'socialLinks',
] as const
type Form = FormPart<(typeof NAMES)[number]>

const COLORS = [
  { name: 'textColor', label: 'Text color', fallback: BRAND_DEFAULTS.textColor },
  { name: 'backgroundColor', label: 'Background color', fallback: BRAND_DEFAULTS.backgroundColor },
  { name: 'cardColor', label: 'Email color', fallback: BRAND_DEFAULTS.cardColor },
] as const
const FONT_OPTIONS = FONT_NAMES.map((value) => ({ value, label: FONTS[value].label }))
const CORNER_OPTIONS = [
  { value: 'square', label: 'Square' },
  { value: 'soft', label: 'Slightly rounded' },
  { value: 'round', label: 'Round' },
] as const

/** How the shop's e-mails look, and the pages on which customers unsubscribe. */
export const BrandSection = memoPart(NAMES, function BrandSection({ form }: { form: Form }) {
  const { fields, set } = form
  return (
    <Section
      title="Brand"
      description="How designed emails look, and the pages where customers unsubscribe or choose what they get. Those pages use your logo, brand color, and sender name, in the customer’s language if it’s one of eight."
    >
      <Fields>
        <Logos form={form} />
        <Colors form={form} />
        <Select
          label="Heading font"
          options={FONT_OPTIONS}
          value={fields.headingFont}
          onChange={(value) => set('headingFont', value)}
        />
        <Select
          label="Text font"
          options={FONT_OPTIONS}
          value={fields.bodyFont}
          onChange={(value) => set('bodyFont', value)}
        />
        <Select
          label="Corners"
          options={CORNER_OPTIONS}
          value={fields.corners}
          onChange={(value) => set('corners', value)}
        />
        <TextField
          label="Social links"
          value={fields.socialLinks}
          error={form.errors.socialLinks}
          placeholder="https://instagram.com/yourstore"
          helpText="One address per line. Shown by their names in the order you enter them."
          onChange={(value) => set('socialLinks', value)}
          lines={3}
        />
      </Fields>
    </Section>
  )
})

function Logos({ form: { fields, errors, set } }: { form: Form }) {
  return (
    <>
      <TextField
        label="Logo URL"
        value={fields.logoUrl}
        error={errors.logoUrl}
        placeholder="https://cdn.shopify.com/…/logo.png"
        helpText="The https address of an image. Leave empty to show your name instead."
        onChange={(value) => set('logoUrl', value)}
        maxLength={500}
      />
      <TextField
        label="Logo URL for dark mode"
        value={fields.logoDarkUrl}
        error={errors.logoDarkUrl}
        helpText="Shown in emails on devices set to dark. Leave empty if your logo reads on black too."
        onChange={(value) => set('logoDarkUrl', value)}
        maxLength={500}
      />
    </>
  )
}

function Colors({ form: { fields, errors, set } }: { form: Form }) {
  return (
    <>
      <ColorField
        label="Brand color"
        value={fields.brandColor}
        fallback={BRAND_DEFAULTS.color}
        error={errors.brandColor}
        helpText={colorHelp(fields.brandColor.trim())}
        onChange={(value) => set('brandColor', value)}
      />
      {COLORS.map(({ name, label, fallback }) => (
        <ColorField
          key={name}
          label={label}
          value={fields[name]}
          fallback={fallback}
          error={errors[name]}
          helpText={`Leave empty for ${fallback}.`}
          onChange={(value) => set(name, value)}
        />
      ))}
    </>
  )
}

/** Whatever the colour, its text is readable; what it comes to is told while it is typed. */
function colorHelp(color: string): string {
  if (!HEX_COLOR.test(color)) return 'Of buttons and links, as a hex code such as #1a4d3e. Leave empty for the default.'
  const text = readableOn(color)
  const name = text === '#ffffff' ? 'white' : 'black'
  return `Text on it will be ${name}, with a contrast of ${formatDecimal(Math.floor(contrastOf(color, text) * 10) / 10)} to 1.`
}
