import { type ReactNode, useEffect, useRef } from 'react'

/**
 * Keeps the focus among some controls when the one that had it goes away, such as a button that becomes another or that
 * deletes its own row: the browser would put it at the top of the page. Counted from the last control, so that Resume
 * has it after Pause, and the row before after a row that is gone.
 */
export function FocusKeeper({ children }: { children: ReactNode }) {
  const group = useRef<HTMLDivElement>(null)
  const last = useRef<{ control: Element; fromEnd: number } | null>(null)
  useEffect(() => {
    if (!last.current || last.current.control.isConnected) return
    const { fromEnd } = last.current
    last.current = null
    onceNoDialog(() => {
      const controls = controlsIn(group.current)
      // Somebody who has gone on to something else stays there.
      if (document.activeElement === document.body) controls.at(-1 - Math.min(fromEnd, controls.length - 1))?.focus()
    })
  })
  return (
    <div
      ref={group}
      role="presentation"
      style={{ display: 'contents' }}
      onFocus={({ target }) => {
        const controls = controlsIn(group.current)
        const index = controls.indexOf(target)
        // React tells also of what has the focus in a dialog of these controls, elsewhere in the page.
        if (index >= 0) last.current = { control: target, fromEnd: controls.length - 1 - index }
      }}
      onBlur={({ relatedTarget: next }) => {
        // A menu or a dialog that one of them has opened gives it back.
        if (next && !group.current?.contains(next) && !next.closest('[data-portal-id]')) last.current = null
      }}
    >
      {children}
    </div>
  )
}

const CONTROLS = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled)'

/** Without those that take no focus because they are not seen: Polaris keeps some beside a table. */
const controlsIn = (group: Element | null) =>
  [...(group?.querySelectorAll<HTMLElement>(CONTROLS) ?? [])].filter((control) =>
    control.checkVisibility({ visibilityProperty: true }),
  )

/** A dialog that asked first fades out for 0.2 s, and holds the focus so long. */
const LONGEST_MS = 2000

function onceNoDialog(act: () => void): void {
  const until = performance.now() + LONGEST_MS
  const tryAgain = () => {
    if (document.querySelector('[role="dialog"]') && performance.now() < until) requestAnimationFrame(tryAgain)
    else act()
  }
  requestAnimationFrame(tryAgain)
}
