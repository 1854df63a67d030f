import { useEffect, useRef, useState } from 'react'

type Export =
  | { state: 'idle' }
  | { state: 'running'; rows: number; total: number }
  | { state: 'done'; rows: number }
  | { state: 'failed' }

const LINE_BREAK = 10

/** Fetches a CSV file, counts its lines as they come and hands it to the browser to save. */
export function useExport() {
  const [progress, setProgress] = useState<Export>({ state: 'idle' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])
  const start = async (url: string) => {
    const abort = new AbortController()
    running.current = abort
    setProgress({ state: 'running', rows: 0, total: 0 })
    try {
      const rows = await download(url, abort.signal, (done, total) =>
        setProgress({ state: 'running', rows: done, total }),
      )
      setProgress({ state: 'done', rows })
    } catch {
      setProgress({ state: abort.signal.aborted ? 'idle' : 'failed' })
    }
  }
  const stop = () => {
    running.current?.abort()
    setProgress({ state: 'idle' })
  }
  return { progress, start: (url: string) => void start(url), stop }
}

async function download(url: string, signal: AbortSignal, report: (rows: number, total: number) => void) {
  const response = await fetch(url, { signal })
  if (!response.ok || !response.body) throw new Error(`the export answered ${response.status}`)
  const total = Number(response.headers.get('X-Rows'))
  const parts: Uint8Array<ArrayBuffer>[] = []
  // The first line names the columns.
  let rows = -1
  const reader = response.body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value)
    for (const byte of part.value) if (byte === LINE_BREAK) rows += 1
    report(Math.max(rows, 0), total)
  }
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'members.csv'
  save(new Blob(parts, { type: 'text/csv' }), name)
  return rows
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // Revoked at once, some browsers save nothing.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
