import { Icon as PolarisIcon } from '@shopify/polaris'
import { given } from '../given.ts'
import { type IconName, ICONS } from './icons.ts'

type Props = {
  name: IconName
  tone: 'success' | 'critical' | 'subdued'
  /** What it says to those who do not see it. */
  spoken?: string
}

export function Icon({ name, tone, spoken }: Props) {
  return <PolarisIcon source={ICONS[name]} tone={tone} {...given({ accessibilityLabel: spoken })} />
}
