/** What the document needs to know of an embedded page, from the loader of the app's layout. */
export type ShellData = {
  apiKey: string
  cdn: string
  shop: string
  currency: string
  timezone: string
  /** What the clocks of that time zone show now. */
  zone: string
  locale: string
}
