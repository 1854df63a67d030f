import { InlineCode } from '@shopify/polaris'

/** What is typed letter by letter. */
export function Code({ children }: { children: string }) {
  return <InlineCode>{children}</InlineCode>
}
