// What the columns of the database hold.

/** Of an int column. */
export const LARGEST_INT = 2 ** 31 - 1
const LARGEST_BIGINT = 2n ** 63n - 1n

/** Whether digits are a number that a bigint column holds. */
export const isBigint = (digits: string): boolean => /^\d{1,19}$/.test(digits) && BigInt(digits) <= LARGEST_BIGINT
