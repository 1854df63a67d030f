import { Button as PolarisButton } from '@shopify/polaris'
import { given } from '../given.ts'
import { type IconName, ICONS } from '../text/icons.ts'

type Doing =
  | { onClick: () => void; url?: never; submit?: never }
  | { url: string; onClick?: never; submit?: never }
  | { submit: true; onClick?: never; url?: never }

type Props = Doing & {
  /** 'primary' for what the page is for, 'tertiary' for what is aside, 'plain' for what looks like a link. */
  variant?: 'primary' | 'tertiary' | 'plain'
  tone?: 'critical'
  size?: 'tiny' | 'small'
  icon?: IconName
  /** '_top' for a page of the Admin outside the app. */
  target?: '_top'
  disabled?: boolean
  loading?: boolean
  /** Of one that turns something on and off: whether it is on. */
  pressed?: boolean
  /** What it is called, where its words do not say it or there are several of them. */
  accessibilityLabel?: string
  children?: string
}

const SIZES = { tiny: 'micro', small: 'slim' } as const

/** What can be done, or a way to where it is done. */
export function Button({ size, icon, children, ...rest }: Props) {
  return <PolarisButton {...given({ ...rest, size: size && SIZES[size], icon: icon && ICONS[icon], children })} />
}
