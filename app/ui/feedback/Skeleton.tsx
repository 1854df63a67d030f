import { SkeletonBodyText } from '@shopify/polaris'

/** The place of words that are still to come. */
export function Skeleton({ lines }: { lines: number }) {
  return <SkeletonBodyText lines={lines} />
}
