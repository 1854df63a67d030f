import { useAppBridge } from '@shopify/app-bridge-react'
import { useEffect, useState } from 'react'
import { MOST_PRODUCTS } from '../document.ts'

const SCOPE = 'read_products'

/**
 * Shopify's own dialog to choose products or a collection from, and whether the shop lets us read them; null until that is
 * known. https://shopify.dev/docs/api/app-bridge-library/apis/resource-picker and …/apis/scopes
 */
export function useProductPicker() {
  const shopify = useAppBridge()
  const [isAllowed, setAllowed] = useState<boolean | null>(null)
  useEffect(() => {
    let isShown = true
    const ask = async () => {
      const { granted } = await shopify.scopes.query()
      if (isShown) setAllowed(granted.includes(SCOPE))
    }
    void ask()
    return () => {
      isShown = false
    }
  }, [shopify])
  const allow = async () => {
    const { result } = await shopify.scopes.request([SCOPE])
    setAllowed(result === 'granted-all')
    return result === 'granted-all'
  }
  const choose = async (type: 'product' | 'collection', ids: string[]): Promise<string[] | null> => {
    if (!isAllowed && !(await allow())) return null
    const chosen = await shopify.resourcePicker({
      type,
      multiple: type === 'product' ? MOST_PRODUCTS : false,
      selectionIds: ids.map((id) => ({ id })),
    })
    return chosen?.map(({ id }) => id) ?? null
  }
  return { isAllowed, allow, choose }
}
