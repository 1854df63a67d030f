// Times what is done with a campaign's HTML before it may be sent: checked, compiled, rendered; asked by bench/check.ts.
import { campaignProblems } from '#app/campaigns/send/checks.server.ts'
import { setEnvironment } from '../shared/environment.ts'
import { KINDS } from './kinds.ts'

const SENDER = {
  fromName: 'Bench',
  fromEmail: 'bench@bench.example',
  replyTo: null,
  postalAddress: '12 Harbour Street, Portland',
  shopName: 'Bench',
}
const SWITCHES = { trackOpens: true, trackClicks: true, utm: true }

export type Question = { kind: string; bytes: number; runs: number }
export type Answer = { ms: number; refused: string | null }

setEnvironment({ LOG_LEVEL: 'error' })

function take(html: string): string | null {
  const message = {
    name: 'Bench',
    subject: 'Bench',
    preheader: 'Bench',
    html,
    segmentId: 1,
    frequencyExempt: false,
    ...SWITCHES,
  }
  const [problem] = campaignProblems(1, message, SENDER)
  return problem ?? null
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
