// Counters of this process for Prometheus. Names end in _total; labels are closed sets, never ids or addresses.
const counters = new Map<string, { help: string; value: number }>()

/** Makes a counter and returns the function that raises it. */
export function counter(name: string, help: string): (by?: number) => void {
  const entry = { help, value: 0 }
  counters.set(name, entry)
  return (by = 1) => {
    entry.value += by
  }
}

export type Gauge = { name: string; help: string; value: number }

/** This process's counters and what the caller has measured, in Prometheus' text format. */
export function renderMetrics(gauges: Gauge[] = []): string {
  const memory = process.memoryUsage().rss
  const own = [...counters].flatMap(([name, { help, value }]) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} counter`,
    `${name} ${value}`,
  ])
  const measured = gauges.flatMap(({ name, help, value }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    `${name} ${value}`,
  ])
  return `${[...own, ...measured, '# TYPE process_resident_memory_bytes gauge', `process_resident_memory_bytes ${memory}`].join('\n')}\n`
}
