import { InlineStack, Pagination } from '@shopify/polaris'
import { type Pages, useKeysetPages } from './useKeysetPages.ts'

/** The way to the neighbouring pages of a list that is not a table; nothing while it has one page. */
export function ListPages({ pages, list }: { pages: Pages; list?: string }) {
  const pagination = useKeysetPages(pages, list)
  if (!pagination.hasNext && !pagination.hasPrevious) return null
  return (
    <InlineStack align="center">
      <Pagination {...pagination} />
    </InlineStack>
  )
}
