import { useEffect } from 'react'

const TYPING_MS = 250

/** Hands on what is being typed once it rests, unless it is what stands there already. */
export function useRested(typed: string, current: string, onRest: (text: string) => void): void {
  useEffect(() => {
    if (typed.trim() === current) return
    const timer = setTimeout(() => onRest(typed.trim()), TYPING_MS)
    return () => clearTimeout(timer)
  })
}
