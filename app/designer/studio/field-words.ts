import type { ChipField } from '../rich-text.ts'

/** Fields as a merchant calls them. */
export const FIELD_WORDS: Record<ChipField, string> = {
  first_name: 'First name',
  last_name: 'Last name',
  points: 'Points',
  shop_name: 'Store name',
}
