import { useEffect, useRef } from 'react'

/**
 * Lets the part of an element that `selector` names be reached and scrolled by keyboard while it is too narrow for what it holds,
 * where it is not ours to say so (WCAG 2.1.1).
 */
export function useScrollByKeys(selector: string) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const part = ref.current?.querySelector<HTMLElement>(selector)
    if (!part) return
    const look = () => {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0
      else part.removeAttribute('tabindex')
    }
    const observer = new ResizeObserver(look)
    observer.observe(part)
    for (const child of part.children) observer.observe(child)
    look()
    return () => observer.disconnect()
  }, [selector])
  return ref
}
