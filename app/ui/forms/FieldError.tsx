import { InlineError } from '@shopify/polaris'

/** What is wrong with a field that is not in sight. */
export function FieldError({ field, message }: { field: string; message: string }) {
  return <InlineError fieldID={field} message={message} />
}
