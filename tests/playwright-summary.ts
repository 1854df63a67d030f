import { writeFileSync } from 'node:fs'
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter'

/** Writes the counts for the summary of `npm test` to SUMMARY_FILE. */
export default class SummaryReporter implements Reporter {
  readonly #count = { passed: 0, failed: 0, skipped: 0 }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'skipped') {
      this.#count.skipped += 1
      console.log(
        `skipped: ${test.title}: ${test.annotations.map((each) => each.description).join(', ') || 'no reason given'}`,
      )
    } else {
      this.#count[result.status === 'passed' ? 'passed' : 'failed'] += 1
    }
  }

  onEnd(): void {
    const file = process.env['SUMMARY_FILE']
    if (file) writeFileSync(file, JSON.stringify(this.#count))
  }
}
