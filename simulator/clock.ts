// The simulator's time: everything it writes down is dated by it, so that the demo can play past weeks.

export interface Clock {
  now(): Date
  /** Stands the clock still at this moment; null lets the real time return. */
  set(date: Date | null): void
  /** Whether the clock was set by hand. */
  isSet(): boolean
}

export function createClock(): Clock {
  let fixed: Date | null = null
  return {
    now: () => (fixed ? new Date(fixed) : new Date()),
    set(date) {
      fixed = date
    },
    isSet: () => fixed !== null,
  }
}
