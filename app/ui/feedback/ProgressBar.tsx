import { ProgressBar as PolarisProgressBar } from '@shopify/polaris'
import { given } from '../given.ts'

type Props = {
  percent: number
  /** The id of the words that say what goes on. */
  labelledBy: string
  tone?: 'primary'
}

/** How far something is. */
export function ProgressBar({ percent, labelledBy, tone }: Props) {
  return <PolarisProgressBar progress={percent} size="small" ariaLabelledBy={labelledBy} {...given({ tone })} />
}
