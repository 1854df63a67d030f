import { Choices } from '#app/ui/forms/Choices.tsx'
import { type FormPart, memoPart } from './form-part.tsx'
import { Section } from '#app/ui/layout/Section.tsx'

const NAMES = ['ratesOver'] as const
type Form = FormPart<(typeof NAMES)[number]>

/** What rates are a share of. */
export const NumbersSection = memoPart(NAMES, function NumbersSection({ form: { fields, set } }: { form: Form }) {
  return (
    <Section
      title="Numbers"
      description="What open, click, and unsubscribe rates are based on. Every figure says which."
    >
      <Choices
        name="ratesOver"
        value={fields.ratesOver}
        options={[
          {
            value: 'delivered',
            label: 'Delivered emails',
            helpText: 'Sent minus bounced: how people who got the email responded.',
          },
          { value: 'sent', label: 'Sent emails', helpText: 'Everyone it was sent to, bounced or not.' },
        ]}
        onChange={(value) => set('ratesOver', value)}
      />
    </Section>
  )
})
