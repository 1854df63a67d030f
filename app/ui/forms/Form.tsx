import { Form as PolarisForm } from '@shopify/polaris'
import type { ReactNode } from 'react'

type Props = {
  onSubmit: () => void
  /** Leaves it to the server to say what is wrong with an address. */
  noValidate?: boolean
  children: ReactNode
}

/** Fields of a dialog, which Enter sends. */
export function Form({ onSubmit, noValidate = false, children }: Props) {
  return (
    <PolarisForm onSubmit={onSubmit} noValidate={noValidate}>
      {children}
    </PolarisForm>
  )
}
