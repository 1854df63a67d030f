import { BlockStack, Card, InlineCode, List, Text, TextField } from '@shopify/polaris'
import { PLACEHOLDERS, preheaderHint, subjectHint } from './draft-hints.ts'
import { HtmlField } from './HtmlField.tsx'

type Message = { name: string; subject: string; preheader: string; html: string }

type Props = {
  value: Message
  errors: Partial<Record<keyof Message, string>>
  onChange: (change: Partial<Message>) => void
}

/** What the e-mail says. */
export function MessageCard({ value, errors, onChange }: Props) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Message
        </Text>
        <TextField
          label="Campaign name"
          value={value.name}
          error={errors.name}
          helpText="Only you see it."
          onChange={(name) => onChange({ name })}
          autoComplete="off"
        />
        <TextField
          label="Subject"
          value={value.subject}
          error={errors.subject}
          helpText={subjectHint(value.subject)}
          onChange={(subject) => onChange({ subject })}
          autoComplete="off"
        />
        <TextField
          label="Preheader"
          value={value.preheader}
          error={errors.preheader}
          helpText={preheaderHint(value.preheader)}
          onChange={(preheader) => onChange({ preheader })}
          autoComplete="off"
        />
        <HtmlField value={value.html} error={errors.html} onChange={(html) => onChange({ html })} />
        <Placeholders />
      </BlockStack>
    </Card>
  )
}

function Placeholders() {
  return (
    <BlockStack gap="150">
      <Text as="h3" variant="headingSm">
        Placeholders
      </Text>
      <List gap="extraTight">
        {PLACEHOLDERS.map(({ code, says }) => (
          <List.Item key={code}>
            <InlineCode>{code}</InlineCode> {says}
          </List.Item>
        ))}
      </List>
    </BlockStack>
  )
}
