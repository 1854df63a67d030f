// Times what is done with a campaign's HTML when it is saved, shown and sent; asked by bench/check.ts.
import { campaignProblems } from '#app/campaigns/preview.server.ts'
import { checkHtml } from '#app/sending/check.ts'
import { compileMail, type MailContent, renderMail } from '#app/sending/compile.server.ts'
import { setEnvironment } from '../shared/environment.ts'
import { KINDS } from './kinds.ts'

const SENDER = {
  fromName: 'Bench',
  fromEmail: 'bench@bench.example',
  replyTo: null,
  postalAddress: '12 Harbour Street, Portland',
  utmMedium: 'email',
  shopName: 'Bench',
}
const SWITCHES = { trackOpens: true, trackClicks: true, utm: true }
const READER = {
  memberId: 1n,
  email: 'sarah@mail.example',
  firstName: 'Sarah',
  lastName: null,
  points: 5,
  openTracking: 'UNKNOWN' as const,
}

export type Question = { kind: string; bytes: number; runs: number }
export type Answer = { ms: number; refused: string | null }

setEnvironment({ LOG_LEVEL: 'error' })

function take(html: string): string | null {
  checkHtml(html)
  const message = { name: 'Bench', subject: 'Bench', preheader: 'Bench', html, segmentId: 1, ...SWITCHES }
  campaignProblems(message, SENDER)
  const content: MailContent = { ...message, tenantId: 1, campaignId: 1, sender: SENDER }
  try {
    renderMail(compileMail(content), READER)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

process.on('message', ({ kind, bytes, runs }: Question) => {
  const html = KINDS[kind]?.(bytes) ?? ''
  const times: number[] = []
  let refused: string | null = null
  for (let run = 0; run < runs; run += 1) {
    // Each a source of its own, for an answer may be kept.
    const source = `${html}${run}`
    const began = performance.now()
    const cpu = process.cpuUsage()
    refused = take(source)
    const { user, system } = process.cpuUsage(cpu)
    // Neither the machine's other programs nor the threads of the garbage collector are the source's doing.
    times.push(Math.min(performance.now() - began, (user + system) / 1000))
  }
  const answer: Answer = { ms: times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? 0, refused }
  process.send?.(answer)
})
