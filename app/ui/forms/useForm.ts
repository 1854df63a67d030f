import { useEffect, useState } from 'react'
import { differs, type Found, standing } from './form-errors.ts'

type Errors<Fields> = Partial<Record<keyof Fields, string>>

type Options<Fields> = {
  saved: Fields
  /** What the server answered to what was sent last. */
  answer?: object | undefined
}

/**
 * A form: what is typed, whether that is something else than what is saved, and what is wrong with it. An error stands
 * beside its field until the field holds something else, whoever found it; the first is given the focus.
 */
export function useForm<Fields extends object>({ saved, answer }: Options<Fields>) {
  const [fields, setFields] = useState(saved)
  const [found, setFound] = useState<Found<Fields> | null>(null)
  const [sent, setSent] = useState(saved)
  const [answered, setAnswered] = useState(answer)
  if (answer !== answered) {
    setAnswered(answer)
    setFound({ errors: errorsIn(answer), about: sent })
  }
  useEffect(() => {
    if (found && Object.keys(found.errors).length > 0) focusFirstWrong()
  }, [found])
  return {
    fields,
    errors: standing(found, fields),
    dirty: differs(fields, saved),
    /** Nothing was typed since the form was sent: all of the answer is still about it. */
    asSent: !differs(fields, sent),
    change: (change: Partial<Fields>) => setFields((before) => ({ ...before, ...change })),
    /** Shows what is wrong with the fields as they are now. */
    refuse: (errors: Errors<Fields>) => setFound({ errors, about: fields }),
    /** What the next answer will be about. */
    sending: () => setSent(fields),
    discard: () => {
      setFields(saved)
      setFound(null)
    },
  }
}

/** What keeps a form from being saved may be far from where one was: a dialog's own field, else the page's first. */
function focusFirstWrong(): void {
  const within = document.querySelector('[role="dialog"]') ?? document
  within.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}

function errorsIn<Fields>(answer: object | undefined): Errors<Fields> {
  return answer && 'errors' in answer && typeof answer.errors === 'object' && answer.errors ? answer.errors : {}
}
