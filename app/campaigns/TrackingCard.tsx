import { BlockStack, Card, Checkbox, Text } from '@shopify/polaris'

export type Toggles = { trackClicks: boolean; trackOpens: boolean; utm: boolean }

type Props = {
  value: Toggles
  /** What the shop's settings switch off for every campaign. */
  shop: Omit<Toggles, 'utm'>
  onChange: (change: Partial<Toggles>) => void
}

/** What is measured of this campaign; a switch that is off when the campaign is sent can not be made up for. */
export function TrackingCard({ value, shop, onChange }: Props) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Tracking
        </Text>
        <Checkbox
          label="Track clicks"
          checked={value.trackClicks && shop.trackClicks}
          disabled={!shop.trackClicks}
          helpText={
            shop.trackClicks
              ? 'Records which links were clicked, how many times and by whom. If this is off when the campaign is sent, its click data cannot be recovered afterwards. Test e-mails are never tracked.'
              : OFF
          }
          onChange={(trackClicks) => onChange({ trackClicks })}
        />
        <Checkbox
          label="Track opens"
          checked={value.trackOpens && shop.trackOpens}
          disabled={!shop.trackOpens}
          helpText={
            shop.trackOpens
              ? 'Adds an invisible image of one pixel. Members who chose not to be tracked get none.'
              : OFF
          }
          onChange={(trackOpens) => onChange({ trackOpens })}
        />
        <Checkbox
          label="UTM tracking"
          checked={value.utm}
          helpText="Tags every link with this campaign, so that Google Analytics and Shopify can tell its visitors apart."
          onChange={(utm) => onChange({ utm })}
        />
      </BlockStack>
    </Card>
  )
}

const OFF = 'Switched off for the whole shop in Settings.'
