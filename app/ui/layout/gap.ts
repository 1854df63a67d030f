// Distances between things, by how much these belong together.

export type Gap = 'tiny' | 'tight' | 'small' | 'base' | 'large' | 'huge'

/** In Polaris's words; a step of 100 is 4 px. */
export const GAPS = { tiny: '050', tight: '100', small: '200', base: '300', large: '400', huge: '500' } as const
