// The API of our one target, as a global. The CLI writes a shopify.d.ts of its own for each build, which git ignores.
import type { Api } from '@shopify/ui-extensions/admin.customer-details.block.render'

declare global {
  const shopify: Api
}
