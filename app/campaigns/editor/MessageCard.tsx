import { TextField } from '#app/ui/forms/TextField.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Code } from '#app/ui/text/Code.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { List, ListItem } from '#app/ui/text/List.tsx'
import { PLACEHOLDERS, preheaderHint, subjectHint } from './draft-hints.ts'
import { HtmlField } from './HtmlField.tsx'

type Message = { name: string; subject: string; preheader: string; html: string }

type Props = {
  value: Message
  errors: Partial<Record<keyof Message, string>>
  /** Whether the author brings the HTML; a designed e-mail is made elsewhere. */
  hasOwnHtml: boolean
  onChange: (change: Partial<Message>) => void
}

/** What the e-mail says. */
export function MessageCard({ value, errors, hasOwnHtml, onChange }: Props) {
  return (
    <Card>
      <Stack gap="large">
        <Heading>Message</Heading>
        <TextField
          label="Campaign name"
          value={value.name}
          error={errors.name}
          helpText="Only you see it."
          onChange={(name) => onChange({ name })}
        />
        <TextField
          label="Subject"
          value={value.subject}
          error={errors.subject}
          helpText={subjectHint(value.subject)}
          onChange={(subject) => onChange({ subject })}
        />
        <TextField
          label="Preheader"
          value={value.preheader}
          error={errors.preheader}
          helpText={preheaderHint(value.preheader)}
          onChange={(preheader) => onChange({ preheader })}
        />
        {hasOwnHtml ? (
          <HtmlField value={value.html} error={errors.html} onChange={(html) => onChange({ html })} />
        ) : null}
        <Placeholders />
      </Stack>
    </Card>
  )
}

function Placeholders() {
  return (
    <Stack gap="small">
      <Heading level={3}>Placeholders</Heading>
      <List gap="tight">
        {PLACEHOLDERS.map(({ code, says }) => (
          <ListItem key={code}>
            <Code>{code}</Code> {says}
          </ListItem>
        ))}
      </List>
    </Stack>
  )
}
