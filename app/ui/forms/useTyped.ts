import { useEffect, useRef, useState } from 'react'

const TYPING_MS = 250

/** Whether a change is a new step in the browser's history, or goes on with the last one. */
export type HistoryStep = 'push' | 'replace'

type Field<Typed> = {
  /** What stands already, in the URL. */
  value: string
  /** A value as it stands in the field. */
  show: (value: string) => Typed
  /** What is meant by what is typed, spelled as a value is; null while it can not be understood. */
  read: (typed: Typed) => string | null
  /** Takes what is meant, once for each rest. */
  onRest: (value: string, step: HistoryStep) => void
}

/** A field whose value is the URL's: hands on what is meant once typing rests; a change from outside (a view, Back) replaces it. */
export function useTyped<Typed>({ value, show, read, onRest }: Field<Typed>) {
  const [typed, setTyped] = useState(() => show(value))
  const [known, setKnown] = useState({ value, sent: value, step: 'push' as HistoryStep })
  const put = (text: string) => {
    setTyped(show(text))
    setKnown({ value, sent: text, step: 'push' })
  }
  // When what was sent comes back, more may have been typed in the meantime.
  if (value !== known.value) {
    if (value === known.sent) setKnown({ ...known, value })
    else put(value)
  }
  const latest = useRef(onRest)
  useEffect(() => {
    latest.current = onRest
  })
  const meant = read(typed)
  useEffect(() => {
    if (meant === null || meant === known.sent) return
    const timer = setTimeout(() => {
      setKnown({ ...known, sent: meant, step: 'replace' })
      latest.current(meant, known.step)
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [meant, known])
  return { typed, setTyped, put }
}
