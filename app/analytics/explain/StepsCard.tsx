import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Icon } from '#app/ui/text/Icon.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import type { IconName } from '#app/ui/text/icons.ts'
import { Text } from '#app/ui/text/Text.tsx'
import { space } from '#app/ui/layout/tokens.ts'
import type { Line, Mark, RuleRow, ExplanationStep } from './explain-case.ts'
import { Words } from './Words.tsx'

/** The decision, read from top to bottom. */
export function StepsCard({ steps }: { steps: ExplanationStep[] }) {
  return (
    <Card>
      <Stack gap="large">
        <Heading>Step by step</Heading>
        <ol style={LIST}>
          {steps.map((step) => (
            <li key={step.title} style={ROW}>
              <MarkIcon mark={step.mark} />
              <Stack gap="tiny">
                <Text weight="medium" breakWord tone={step.mark === 'open' ? 'subdued' : undefined}>
                  {step.title}
                </Text>
                <Lines lines={step.lines} />
                {step.rules && step.rules.length > 0 ? <Rules rules={step.rules} /> : null}
              </Stack>
            </li>
          ))}
        </ol>
      </Stack>
    </Card>
  )
}

function Rules({ rules }: { rules: RuleRow[] }) {
  return (
    <ul style={{ ...LIST, paddingTop: space('small') }}>
      {rules.map((rule, index) => (
        <li key={index} style={ROW}>
          <MarkIcon mark={rule.mark} />
          <Stack>
            <Text breakWord>{rule.words}</Text>
            <Lines lines={rule.lines} />
            {rule.rules ? <Rules rules={rule.rules} /> : null}
          </Stack>
        </li>
      ))}
    </ul>
  )
}

function Lines({ lines }: { lines: Line[] }) {
  return lines.map((line, index) => (
    <Paragraph key={index} size="small" tone="subdued" breakWord>
      <Words line={line} />
    </Paragraph>
  ))
}

const MARKS: Record<Mark, { name: IconName; tone: 'success' | 'critical' | 'subdued'; spoken: string }> = {
  yes: { name: 'check-circle', tone: 'success', spoken: 'Yes:' },
  no: { name: 'x-circle', tone: 'critical', spoken: 'No:' },
  open: { name: 'minus-circle', tone: 'subdued', spoken: 'Open:' },
}

function MarkIcon({ mark }: { mark: Mark }) {
  const { name, tone, spoken } = MARKS[mark]
  return (
    <span style={{ flexShrink: 0 }}>
      <Icon name={name} tone={tone} spoken={spoken} />
    </span>
  )
}

const LIST = { listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: space('large') } as const
const ROW = { display: 'flex', gap: space('small'), minWidth: 0 } as const
