import { useState } from 'react'

export type Download = { busy: boolean; error: string | null; start: (url: string, name: string) => void }

/** Saves a file of the app: fetched, since a plain link carries no session token, and then handed to the browser. */
export function useDownload(): Download {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const start = (url: string, name: string) => {
    setBusy(true)
    setError(null)
    save(url, name)
      .catch(() => setError('The file couldn’t be created. Try again in a moment.'))
      .finally(() => setBusy(false))
  }
  return { busy, error, start }
}

async function save(url: string, name: string): Promise<void> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`the file answered ${answer.status}`)
  const address = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
