import { Divider as PolarisDivider } from '@shopify/polaris'

/** A line between two parts of a card. */
export function Divider() {
  return <PolarisDivider />
}
