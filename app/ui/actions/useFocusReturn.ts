import { type RefObject, useEffect, useLayoutEffect } from 'react'

/** A closing dialog fades out for 0.2 s, and holds the focus so long. */
const LONGEST_MS = 2000

// React warns of a layout effect that a server can not run.
const useBeforePaint = typeof document === 'undefined' ? useEffect : useLayoutEffect

// Polaris takes the focus off a button as soon as it is pressed: what had it last is what opened the dialog.
let lastFocused: Element | null = null
if (typeof document !== 'undefined')
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element) lastFocused = target
  })

/** Gives the focus back to what had it when `open` began, once `content` has left the page. */
export function useFocusReturn(open: boolean, content: RefObject<HTMLElement | null>): void {
  useBeforePaint(() => {
    if (!open) return
    const active = document.activeElement
    const opener = openerOf(active === null || active === document.body ? lastFocused : active)
    return () => giveBack(opener, content)
  }, [open, content])
}

/** The element itself; of an item in a menu, which closes with it, the button of the menu. */
function openerOf(element: Element | null): HTMLElement | null {
  for (let above = element; above; above = above.parentElement) {
    const button = above.id && document.querySelector(`[aria-controls="${CSS.escape(above.id)}"]`)
    if (button instanceof HTMLElement && !above.contains(button)) return button
  }
  return element instanceof HTMLElement && element !== document.body ? element : null
}

function giveBack(opener: HTMLElement | null, content: RefObject<HTMLElement | null>): void {
  const until = performance.now() + LONGEST_MS
  const tryAgain = () => {
    if (content.current?.isConnected && performance.now() < until) {
      requestAnimationFrame(tryAgain)
      return
    }
    // Somebody who has gone on to another field stays there.
    const isLost = document.activeElement === null || document.activeElement === document.body
    if (isLost && opener?.isConnected) opener.focus()
  }
  requestAnimationFrame(tryAgain)
}
