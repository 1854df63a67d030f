import {
  AlertCircleIcon,
  CheckCircleIcon,
  CheckIcon,
  DeleteIcon,
  EmailIcon,
  InfoIcon,
  MenuHorizontalIcon,
  MinusCircleIcon,
  PersonIcon,
  PersonSegmentIcon,
  PlusIcon,
  ReceiptIcon,
  RefreshIcon,
  SearchIcon,
  XCircleIcon,
  XIcon,
} from '@shopify/polaris-icons'

/** The drawings there are, by Shopify's names for them. */
export const ICONS = {
  'alert-circle': AlertCircleIcon,
  check: CheckIcon,
  'check-circle': CheckCircleIcon,
  delete: DeleteIcon,
  email: EmailIcon,
  info: InfoIcon,
  'menu-horizontal': MenuHorizontalIcon,
  'minus-circle': MinusCircleIcon,
  person: PersonIcon,
  'person-segment': PersonSegmentIcon,
  plus: PlusIcon,
  receipt: ReceiptIcon,
  refresh: RefreshIcon,
  search: SearchIcon,
  x: XIcon,
  'x-circle': XCircleIcon,
} as const

export type IconName = keyof typeof ICONS
