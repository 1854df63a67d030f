import { Link } from '#app/ui/text/Link.tsx'

/** Why something can not go on; one that is fixed in the settings leads there. */
export function Reason({ text }: { text: string }) {
  return (
    <>
      {text} {text.includes('Settings') ? <Link url="/app/settings">Open Settings</Link> : null}
    </>
  )
}
