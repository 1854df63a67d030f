import { Hint } from '#app/ui/feedback/Hint.tsx'
import { Time } from '#app/ui/format/Time.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { type Moment, momentDetails, momentLabel, momentReason } from './hit-words.ts'

/** One event of an e-mail: what happened, when to the second, with what, and why it counts as a proxy’s or a machine’s. */
export function MomentLine({ moment }: { moment: Moment }) {
  const details = momentDetails(moment)
  const reason = momentReason(moment)
  return (
    <Inline gap="tight" align="center">
      <Text size="small">{momentLabel(moment)}</Text>
      <Text size="small" tone="subdued">
        <Time at={moment.at} seconds />
        {details ? ` · ${details}` : ''}
        {reason ? ` · ${reason.short}` : ''}
      </Text>
      {reason ? (
        <Hint label={`What “${reason.short}” means`} title={reason.short}>
          {reason.meaning}
        </Hint>
      ) : null}
    </Inline>
  )
}
