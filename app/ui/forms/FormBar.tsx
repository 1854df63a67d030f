import { SaveBar } from '@shopify/app-bridge-react'

type Props = { id: string; dirty: boolean; saving: boolean; onSave: () => void; onDiscard: () => void }

/** The Admin's own bar of unsaved changes, shown while a form differs from what is saved. */
export function FormBar({ id, dirty, saving, onSave, onDiscard }: Props) {
  return (
    <SaveBar id={id} open={dirty}>
      {/* App Bridge reads these two buttons; `variant` and `loading` are its attributes. */}
      <button variant="primary" loading={saving ? '' : undefined} onClick={onSave}>
        Save
      </button>
      <button onClick={onDiscard}>Discard</button>
    </SaveBar>
  )
}
