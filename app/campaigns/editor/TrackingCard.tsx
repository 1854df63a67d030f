import { Checkbox } from '#app/ui/forms/Checkbox.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { type Tracking, trackingOf } from '../tracking.ts'

type Props = {
  value: Tracking
  /** What the shop's settings allow. */
  shop: Tracking
  onChange: (change: Partial<Tracking>) => void
}

const SWITCHES: { name: keyof Tracking; label: string; help: string }[] = [
  {
    name: 'trackClicks',
    label: 'Track clicks',
    help: 'Records which links were clicked, how many times and by whom. If this is off when the campaign is sent, its click data cannot be recovered afterwards. Test emails are never tracked.',
  },
  {
    name: 'trackOpens',
    label: 'Track opens',
    help: 'Adds an invisible one-pixel image. Members who opted out of tracking don’t get it.',
  },
  {
    name: 'utm',
    label: 'UTM tracking',
    help: 'Tags every link with this campaign, so that Google Analytics and Shopify can tell its visitors apart.',
  },
]

/** What is measured of this campaign; a switch that is off when the campaign is sent can not be made up for. */
export function TrackingCard({ value, shop, onChange }: Props) {
  const holds = trackingOf(value, shop)
  return (
    <Card>
      <Stack gap="base">
        <Heading>Tracking</Heading>
        {SWITCHES.map(({ name, label, help }) => (
          <Checkbox
            key={name}
            label={label}
            checked={holds[name]}
            disabled={!shop[name]}
            helpText={shop[name] ? help : 'Turned off for the whole store in Settings.'}
            onChange={(on) => onChange({ [name]: on })}
          />
        ))}
      </Stack>
    </Card>
  )
}
