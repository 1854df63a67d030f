import { BlockStack, Card, Layout } from '@shopify/polaris'
import type { ReactNode } from 'react'

type Props = { title: string; description: string; children: ReactNode }

/** A part of the settings: what it is about beside a card of fields. */
export function Section({ title, description, children }: Props) {
  return (
    <Layout.AnnotatedSection title={title} description={description}>
      <Card>
        <BlockStack gap="400">{children}</BlockStack>
      </Card>
    </Layout.AnnotatedSection>
  )
}
