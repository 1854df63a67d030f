import { Layout } from '@shopify/polaris'
import type { ReactNode } from 'react'

type Props = { children: ReactNode }

/** A page of a wide column and a narrow one beside it, which stands below on a phone. */
export function Columns({ children }: Props) {
  return <Layout>{children}</Layout>
}

/** What the page is about; `alone` where there is nothing beside it. */
export function MainColumn({ alone = false, children }: Props & { alone?: boolean }) {
  return <Layout.Section {...(alone && { variant: 'fullWidth' })}>{children}</Layout.Section>
}

/** What belongs to it. */
export function SideColumn({ children }: Props) {
  return <Layout.Section variant="oneThird">{children}</Layout.Section>
}
