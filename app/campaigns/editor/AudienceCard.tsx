import type { Frequency } from '#app/sending/frequency.server.ts'
import { Checkbox } from '#app/ui/forms/Checkbox.tsx'
import { Select } from '#app/ui/forms/Select.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Link } from '#app/ui/text/Link.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'

type Props = {
  segments: { id: number; name: string }[]
  segmentId: number | null
  count: { members: number; reachable: number } | null
  error?: string | undefined
  /** The shop's limit of e-mails for a member; null where it has none. */
  limit: Frequency | null
  exempt: boolean
  onChange: (change: { segmentId: number | null } | { frequencyExempt: boolean }) => void
}

/** Who the campaign goes to: a segment, and how many of it can be mailed right now. */
export function AudienceCard({ segments, segmentId, count, error, limit, exempt, onChange }: Props) {
  const options = segments.map(({ id, name }) => ({ value: String(id), label: name }))
  return (
    <Card>
      <Stack gap="base">
        <Heading>Audience</Heading>
        <Select
          label="Segment"
          options={[{ value: '', label: 'Choose a segment' }, ...options]}
          value={segmentId ? String(segmentId) : ''}
          error={error}
          onChange={(value) => onChange({ segmentId: value ? Number(value) : null })}
        />
        <div aria-live="polite">
          {segmentId && count ? (
            <Paragraph>
              <Text weight="semibold">{formatCount(count.reachable)}</Text> of {formatCount(count.members)} members can
              be emailed
            </Paragraph>
          ) : (
            <Paragraph tone="subdued">
              {segmentId ? 'Counting…' : 'Only members who consented and have a working address get it.'}
            </Paragraph>
          )}
        </div>
        {limit ? (
          <Checkbox
            label="Send to everyone, past the email limit"
            checked={exempt}
            helpText={`Otherwise members who were sent ${formatCountOf(limit.most, 'campaign')} in the last ${formatCountOf(limit.days, 'day')} are skipped.`}
            onChange={(frequencyExempt) => onChange({ frequencyExempt })}
          />
        ) : null}
        <Link url="/app/segments/new">Create a segment</Link>
      </Stack>
    </Card>
  )
}
