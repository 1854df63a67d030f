import { stopJobs } from '#app/platform/jobs/jobs.server.ts'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { createFakeSes, type FakeSes } from './fakes/ses.ts'

/** A SES that a file's tests send to: as new before each of them, and gone with the jobs' connections after the last. */
export function withFakeSes(): FakeSes {
  const ses = createFakeSes()
  beforeAll(() => ses.listen())
  beforeEach(() => ses.reset())
  afterAll(async () => {
    ses.close()
    await stopJobs()
  })
  return ses
}
