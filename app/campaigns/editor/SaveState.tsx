import { Text } from '#app/ui/text/Text.tsx'
import type { SaveState as State } from './draft-saver.ts'

/** How far a draft is saved, beside its name. */
export function SaveState({ state }: { state: State }) {
  return (
    <span role="status">
      <Text tone={state.kind === 'failed' ? 'critical' : 'subdued'}>{wordsOf(state)}</Text>
    </span>
  )
}

function wordsOf(state: State): string {
  switch (state.kind) {
    case 'saved':
      return 'Saved'
    case 'saving':
      return 'Saving…'
    case 'failed':
      return `Could not save: ${state.why}`
    case 'changed':
      return 'Could not save: it was changed somewhere else'
  }
}
