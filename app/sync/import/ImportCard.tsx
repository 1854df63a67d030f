import { ProgressCard } from '#app/ui/feedback/ProgressCard.tsx'

/** The import under way. */
export function ImportCard({ percent, text }: { percent: number; text: string }) {
  return <ProgressCard title="Importing your customers" percent={percent} text={text} />
}
