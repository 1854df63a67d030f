import { Spinner as PolarisSpinner } from '@shopify/polaris'
import { given } from '../given.ts'

/** Something that takes a moment; with what it is, unless words beside it say that. */
export function Spinner({ spoken }: { spoken?: string }) {
  return <PolarisSpinner size="small" {...given({ accessibilityLabel: spoken })} />
}
