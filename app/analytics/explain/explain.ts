// "Why didn't they get it?": the decision about one member and one campaign, read from the evidence, top to bottom.
import { type Conclusion, conclusionOf } from './explain-advice.ts'
import type { CaseFile, ExplanationStep } from './explain-case.ts'
import { endOf } from './explain-end.ts'
import { stepsOf } from './explain-steps.ts'

export type Explanation = { conclusion: Conclusion; steps: ExplanationStep[] }

export function explain(file: CaseFile): Explanation {
  const end = endOf(file)
  return { conclusion: conclusionOf(file, end), steps: stepsOf(file, end) }
}
