import { redirect, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'

export const meta: MetaFunction = () => [{ title: 'Glancito' }, { name: 'robots', content: 'noindex' }]

/** Shopify opens the app's address with `?shop=`: go on to the embedded app. */
export function loader({ request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url)
  if (searchParams.get('shop')) throw redirect(`/app?${searchParams}`)
  return null
}

export default function Landing() {
  return (
    <main
      style={{
        fontFamily: 'system-ui, sans-serif',
        maxWidth: '36rem',
        margin: '15vh auto 0',
        padding: '0 1.5rem',
        lineHeight: 1.5,
      }}
    >
      <h1>Glancito</h1>
      <p>Email campaigns that reach only the people who want them, with the truth about every message.</p>
      <p>Open Glancito from your Shopify admin, under Apps.</p>
    </main>
  )
}
