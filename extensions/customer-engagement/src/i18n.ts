import type { Api } from '@shopify/ui-extensions/admin.customer-details.block.render'

export type I18n = Api['i18n']
