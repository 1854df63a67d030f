import { useEffect, useState } from 'react'

const AT_FIRST = 20
const MORE = 15

/**
 * How many rows of a list to draw. All at once keep the browser busy for longer than a key may wait, so those of another
 * list are drawn in pieces, from what is seen first on; the list that a page is opened with is all there.
 */
export function useDrawn(list: string, rows: number): number {
  const [drawn, setDrawn] = useState({ list, rows: Infinity })
  if (drawn.list !== list) setDrawn({ list, rows: AT_FIRST })
  useEffect(() => {
    if (drawn.rows >= rows) return
    let timer: ReturnType<typeof setTimeout> | undefined
    // After a frame, in which what was drawn is seen and what was typed is taken.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setDrawn({ ...drawn, rows: drawn.rows + MORE }))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [drawn, rows])
  return drawn.list === list ? drawn.rows : AT_FIRST
}
