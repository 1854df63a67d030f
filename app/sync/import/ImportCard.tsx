import { ProgressCard } from '#app/ui/feedback/ProgressCard.tsx'
import { useProgress } from '#app/ui/hooks/useProgress.ts'
import type { ImportState } from './import-words.ts'

const stageOf = ({ state }: ImportState) => state

/** The import, while it is under way. */
export function ImportCard({ importing }: { importing: ImportState }) {
  const isUnderWay = importing.state === 'running'
  const shown = useProgress<ImportState>({ url: '/app/import', loaded: importing, isUnderWay, stageOf })
  if (shown.state !== 'running') return null
  return <ProgressCard title="Importing your customers" percent={shown.percent} text={shown.text} />
}
