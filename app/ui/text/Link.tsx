import { Link as PolarisLink } from '@shopify/polaris'
import type { ReactNode } from 'react'

type Props = {
  url: string
  /** Without its line, where it stands by itself. */
  plain?: boolean
  children: ReactNode
}

/** A link in a text, to another page of the app. */
export function Link({ url, plain = false, children }: Props) {
  return (
    <PolarisLink url={url} removeUnderline={plain}>
      {children}
    </PolarisLink>
  )
}
