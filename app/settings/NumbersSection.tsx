import { Choices } from './Choices.tsx'
import { Section } from './Section.tsx'
import type { SettingsForm } from './useSettingsForm.ts'

/** What rates are a share of. */
export function NumbersSection({ form: { fields, set } }: { form: SettingsForm }) {
  return (
    <Section
      title="Numbers"
      description="What open, click and unsubscribe rates are a share of. Every figure says which."
    >
      <Choices
        name="ratesOver"
        value={fields.ratesOver}
        options={[
          {
            value: 'delivered',
            label: 'Delivered e-mails',
            helpText: 'Sent less bounced: how those who got the e-mail took it.',
          },
          { value: 'sent', label: 'Sent e-mails', helpText: 'Everybody it was sent to, bounced or not.' },
        ]}
        onChange={(value) => set('ratesOver', value)}
      />
    </Section>
  )
}
