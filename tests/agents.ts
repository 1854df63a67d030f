// Described agents, and what is to be read from them: tests/fixtures/agents.txt.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type DescribedAgent = {
  source: string
  kind: 'open' | 'click'
  verdict: string
  reason: string
  device: string
  client: string
  browser: string
  userAgent: string
}

const ROW = /^(open|click) +(\S+) +(\S+) +(\S+) +(\S+) +(\S+) +(.+)$/

export function describedAgents(): DescribedAgent[] {
  const agents: DescribedAgent[] = []
  let source = ''
  for (const line of readFileSync(join(import.meta.dirname, 'fixtures/agents.txt'), 'utf8').split('\n')) {
    if (line.startsWith('https://')) source = line
    const [, kind, verdict = '', reason = '', device = '', client = '', browser = '', text = ''] = ROW.exec(line) ?? []
    if (kind !== 'open' && kind !== 'click') continue
    agents.push({ source, kind, verdict, reason, device, client, browser, userAgent: text === '(none)' ? '' : text })
  }
  return agents
}
