import { useRef, useState, type ChangeEvent } from 'react'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { MAX_HTML_BYTES } from '../draft.ts'

type Props = { value: string; error?: string | undefined; onChange: (html: string) => void }

/** The e-mail's HTML: typed, pasted, or read from a file. */
export function HtmlField({ value, error, onChange }: Props) {
  const [fileError, setFileError] = useState<string>()
  const input = useRef<HTMLInputElement>(null)
  const read = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0]
    if (!file) return
    setFileError(file.size > MAX_HTML_BYTES ? `${file.name} is larger than 1 MB.` : undefined)
    if (file.size <= MAX_HTML_BYTES) onChange(await file.text())
    // The same file can be chosen again after it was changed.
    if (input.current) input.current.value = ''
  }
  return (
    <>
      <TextField
        label="HTML"
        labelAction={{ content: 'Upload an .html file', onAction: () => input.current?.click() }}
        value={value}
        onChange={onChange}
        error={error ?? fileError}
        helpText="The unsubscribe link and your postal address are added at the end of the email."
        lines={12}
        maxHeight={420}
        monospaced
        spellCheck={false}
      />
      <input
        ref={input}
        type="file"
        accept=".html,.htm,text/html"
        aria-label="HTML file"
        hidden
        onChange={(event) => void read(event)}
      />
    </>
  )
}
