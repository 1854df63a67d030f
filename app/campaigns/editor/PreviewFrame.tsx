import { useEffect, useRef, useState } from 'react'

const HEIGHT = 560

type Props = { html: string; width: number }

/**
 * The e-mail as a mail program would draw it at `width` pixels, shrunk to the space there is. The sandbox grants
 * nothing: an e-mail runs no script, opens no window and sends no form.
 */
export function PreviewFrame({ html, width }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(width)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => setRoom(entry?.contentRect.width ?? 0))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const scale = Math.min(1, room / width) || 1
  return (
    <div ref={box} style={{ height: HEIGHT, overflow: 'hidden', display: 'flex', justifyContent: 'center' }}>
      <iframe
        title="Preview of the email"
        sandbox=""
        srcDoc={html}
        style={{
          width,
          height: HEIGHT / scale,
          flex: 'none',
          border: '1px solid #e3e3e3',
          borderRadius: 8,
          background: '#fff',
          transform: `scale(${scale})`,
          transformOrigin: 'top center',
        }}
      />
    </div>
  )
}
