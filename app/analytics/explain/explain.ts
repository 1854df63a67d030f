// "Why didn't they get it?": the decision about one member and one campaign, read from the evidence, top to bottom.
import { type Verdict, verdictOf } from './explain-advice.ts'
import type { CaseFile, Step } from './explain-case.ts'
import { endOf } from './explain-end.ts'
import { stepsOf } from './explain-steps.ts'

export type Explanation = { verdict: Verdict; steps: Step[] }

export function explain(file: CaseFile): Explanation {
  const end = endOf(file)
  return { verdict: verdictOf(file, end), steps: stepsOf(file, end) }
}
