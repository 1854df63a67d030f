import { Tag as PolarisTag } from '@shopify/polaris'

/** A word that somebody has put to something. */
export function Tag({ children }: { children: string }) {
  return <PolarisTag>{children}</PolarisTag>
}
