// What of a customer not every app may read: it is told or not, and what is not told stays as it is known.

const TOLD = {
  last_order_at: 'last_order_told',
  country_code: 'place_told',
  province_code: 'place_told',
  time_zone: 'place_told',
  city: 'city_told',
} as const

export const PLACE = ['country_code', 'province_code', 'time_zone', 'city'] as const
export const READ_APART = ['last_order_at', ...PLACE] as const

/** SQL: what is known of a member `m` once the incoming `row` is laid over them. */
export const isKnown = (row: 'i' | 'n', column: (typeof READ_APART)[number]): string =>
  `CASE WHEN ${row}.${TOLD[column]} THEN ${row}.${column} ELSE m.${column} END`
