import { BlockStack, Card, Link, Select, Text } from '@shopify/polaris'
import { formatCount } from '#app/ui/format/format.ts'

type Props = {
  segments: { id: number; name: string }[]
  segmentId: number | null
  count: { members: number; reachable: number } | null
  error?: string | undefined
  onChange: (segmentId: number | null) => void
}

/** Who the campaign goes to: a segment, and how many of it can be mailed right now. */
export function AudienceCard({ segments, segmentId, count, error, onChange }: Props) {
  const options = segments.map(({ id, name }) => ({ value: String(id), label: name }))
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Audience
        </Text>
        <Select
          label="Segment"
          options={[{ value: '', label: 'Choose a segment' }, ...options]}
          value={segmentId ? String(segmentId) : ''}
          error={error}
          onChange={(value) => onChange(value ? Number(value) : null)}
        />
        <div aria-live="polite">
          {segmentId && count ? (
            <Text as="p">
              <Text as="span" fontWeight="semibold">
                {formatCount(count.reachable)}
              </Text>{' '}
              of {formatCount(count.members)} members can be mailed
            </Text>
          ) : (
            <Text as="p" tone="subdued">
              {segmentId ? 'Counting…' : 'Only members who consent and whose address works are mailed.'}
            </Text>
          )}
        </div>
        <Link url="/app/segments/new">Create a segment</Link>
      </BlockStack>
    </Card>
  )
}
