import { BlockStack, Box, Card, Layout } from '@shopify/polaris'
import type { ReactNode } from 'react'

/** A page of sections. */
export function Sections({ children }: { children: ReactNode }) {
  return <Layout>{children}</Layout>
}

type Props = { title: string; description: string; children: ReactNode }

/** A part of a long form: what it is about beside a card of fields. */
export function Section({ title, description, children }: Props) {
  return (
    <Layout.AnnotatedSection title={<Inset>{title}</Inset>} description={<Inset>{description}</Inset>}>
      <Card>
        <BlockStack gap="400">{children}</BlockStack>
      </Card>
    </Layout.AnnotatedSection>
  )
}

/** On a phone cards reach from edge to edge and what stands above them is set in as they set in theirs. */
function Inset({ children }: { children: string }) {
  return <Box paddingInline={{ xs: '400', sm: '0' }}>{children}</Box>
}
