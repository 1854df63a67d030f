import polarisStyles from '@shopify/polaris/build/esm/styles.css?url'
import stillStyles from './still.css?url'

/** Of every admin page, in their order. */
export const stylesheets = [polarisStyles, stillStyles].map((href) => ({ rel: 'stylesheet' as const, href }))
