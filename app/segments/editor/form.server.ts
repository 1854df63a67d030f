// The segment form as it comes in, for the routes that make and change segments.
import { readJson } from '#app/platform/text/json.ts'
import type { SegmentAnswer } from './SegmentEditor.tsx'
import { segmentForm, type SegmentForm } from '../rules.ts'

export type ReadForm = { ok: true; form: SegmentForm } | ({ ok: false } & SegmentAnswer)

export async function readSegmentForm(request: Request): Promise<ReadForm> {
  const read = segmentForm.safeParse(await readJson(request))
  if (read.success) return { ok: true, form: read.data }
  const errors: SegmentAnswer['errors'] = {}
  for (const { path, message } of read.error.issues) errors[path[0] === 'rules' ? 'rules' : 'name'] ??= message
  return { ok: false, errors }
}
