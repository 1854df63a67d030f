import { Checkbox } from '#app/ui/forms/Checkbox.tsx'
import { Select } from '#app/ui/forms/Select.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Section } from '#app/ui/layout/Section.tsx'
import { formatCountOf } from '#app/ui/format/format.ts'
import { type FormPart, memoPart } from './form-part.tsx'
import { START_WINDOW_MINUTES } from './settings.ts'

const NAMES = ['startWindowMinutes', 'frequencyOn', 'frequencyMost', 'frequencyDays'] as const
type Form = FormPart<(typeof NAMES)[number]>

/** When campaigns go out, and how many a member gets. */
export const CampaignsSection = memoPart(NAMES, function CampaignsSection({ form }: { form: Form }) {
  const { fields, errors, set } = form
  return (
    <Section title="Campaigns" description="When campaigns go out, and how often a member is emailed.">
      <Select
        label="Start a scheduled campaign up to"
        options={START_WINDOW_MINUTES.map((minutes) => ({ value: String(minutes), label: lateWords(minutes) }))}
        value={fields.startWindowMinutes}
        error={errors.startWindowMinutes}
        helpText="If Glancito can’t start it by then, nothing is sent and you’re asked."
        onChange={(value) => set('startWindowMinutes', value)}
      />
      <Checkbox
        label="Limit how often a member is emailed"
        helpText="Members who were sent as many campaigns are skipped, and you see who. Any campaign can be sent past the limit."
        checked={fields.frequencyOn}
        onChange={(value) => set('frequencyOn', value)}
      />
      <Grid columns={{ phone: 1, tablet: 2 }} gap="base">
        <TextField
          label="Most campaigns"
          inputMode="numeric"
          value={fields.frequencyMost}
          error={errors.frequencyMost}
          disabled={!fields.frequencyOn}
          onChange={(value) => set('frequencyMost', value)}
          maxLength={2}
        />
        <TextField
          label="In how many days"
          inputMode="numeric"
          value={fields.frequencyDays}
          error={errors.frequencyDays}
          disabled={!fields.frequencyOn}
          onChange={(value) => set('frequencyDays', value)}
          maxLength={3}
        />
      </Grid>
    </Section>
  )
})

const lateWords = (minutes: number) =>
  `${minutes % 60 === 0 ? formatCountOf(minutes / 60, 'hour') : formatCountOf(minutes, 'minute')} late`
