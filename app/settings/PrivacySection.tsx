import { Checkbox } from '#app/ui/forms/Checkbox.tsx'
import { Select } from '#app/ui/forms/Select.tsx'
import { Section } from '#app/ui/layout/Section.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { type FormPart, memoPart } from './form-part.tsx'
import { daysWords } from './privacy-words.ts'
import { EVENTS_KEPT_DAYS } from './settings.ts'

const NAMES = ['trackMarketing', 'trackTransactional', 'honeypot', 'eventsKeptDays', 'addressesKeptDays'] as const
type Form = FormPart<(typeof NAMES)[number]>

const EVENTS = EVENTS_KEPT_DAYS.map((days) => ({ value: String(days), label: daysWords(days) }))
const ADDRESSES = [
  { value: '30', label: 'For 30 days' },
  { value: '0', label: 'Never' },
]

/** What is kept of customers' opens and clicks, for how long, and what never is. */
export const PrivacySection = memoPart(
  NAMES,
  function PrivacySection({ form: { fields, errors, set } }: { form: Form }) {
    return (
      <Section
        title="Privacy"
        description="Which emails are tracked and how long details about your customers are kept. Totals and rates are kept for good: they don’t name anyone."
      >
        <Stack gap="small">
          <Heading>Emails that are tracked</Heading>
          <Checkbox
            label="Marketing emails"
            helpText="Campaigns, with what’s turned on under Tracking."
            checked={fields.trackMarketing}
            onChange={(value) => set('trackMarketing', value)}
          />
          <Checkbox
            label="Transactional emails"
            helpText="Emails about a customer’s own points or tier."
            checked={fields.trackTransactional}
            onChange={(value) => set('trackTransactional', value)}
          />
          <Paragraph tone="subdued">System emails, such as messages to your staff, are never tracked.</Paragraph>
        </Stack>
        <Stack gap="small">
          <Heading>Machines that follow links</Heading>
          <Checkbox
            label="Add a hidden link to marketing emails"
            helpText="Security scanners follow every link in an email before it’s read. Readers don’t see this one and screen readers skip it, so whatever follows it isn’t counted as a person. It leads to your store. For campaigns started from now on that track clicks."
            checked={fields.honeypot}
            onChange={(value) => set('honeypot', value)}
          />
        </Stack>
        <Select
          label="Keep opens, clicks, and recipients for"
          options={EVENTS}
          value={fields.eventsKeptDays}
          error={errors.eventsKeptDays}
          helpText="Counted from a campaign’s last email. After that, its totals stay, but not who opened or clicked."
          onChange={(value) => set('eventsKeptDays', value)}
        />
        <Select
          label="Keep full IP addresses"
          options={ADDRESSES}
          value={fields.addressesKeptDays}
          error={errors.addressesKeptDays}
          helpText="After that, or with Never, only the first part is kept: 203.0.113.0 instead of 203.0.113.74. It doesn’t identify a device."
          onChange={(value) => set('addressesKeptDays', value)}
        />
        <Stack gap="small">
          <Heading>Customers who don’t want to be tracked</Heading>
          <Paragraph>
            Customers whose browser sends Do Not Track or Global Privacy Control, or who declined open tracking in
            Shopify, get emails without tracking. They’re counted as untracked by choice and left out of open and click
            rates.
          </Paragraph>
        </Stack>
        <Stack gap="small">
          <Heading>Replies</Heading>
          <Paragraph>
            Replies to your campaigns are counted and forwarded to you. Their text is deleted once it’s forwarded, and
            nothing customers write to you in chats or SMS is read.
          </Paragraph>
        </Stack>
      </Section>
    )
  },
)
