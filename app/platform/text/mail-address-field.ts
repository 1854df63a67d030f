import { z } from 'zod'
import { checkAddress } from './mail-address.ts'

/** A form's field that holds an e-mail address; what is wrong with it is said in words for who types it. */
export const mailAddress = z.string().transform((typed, context) => {
  const checked = checkAddress(typed)
  if (checked.ok) return checked.address
  context.addIssue(checked.problem)
  return z.NEVER
})
