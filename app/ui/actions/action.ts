// What can be done on a page, in a dialog or a menu, before it is a button there.

/** What is done, or the way to where it is done. */
export type Way =
  | {
      content: string
      url: string
      /** '_top' for a page of the Admin outside the app. */
      target?: '_top'
    }
  | { content: string; onAction: () => void }

export type Action = Way & {
  loading?: boolean
  disabled?: boolean
  destructive?: boolean
}
