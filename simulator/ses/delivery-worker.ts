import type { Deliveries, Delivery } from './deliveries.ts'
import { createPump } from './pump.ts'
import type { SnsSettings } from './sns-settings.ts'

const MAX_IN_FLIGHT = 16

export interface Worker {
  wake(): void
  stop(): void
  stopped(): boolean
}

/** Takes what is due from the queue, sixteen at once. */
export function startWorker(
  deliveries: Deliveries,
  settings: SnsSettings,
  deliver: (delivery: Delivery) => Promise<void>,
): Worker {
  let inFlight = 0
  let stopped = false
  const pump = createPump(() => {
    for (const delivery of deliveries.claim(MAX_IN_FLIGHT - inFlight, settings)) {
      inFlight += 1
      void deliver(delivery).finally(() => {
        inFlight -= 1
        pump.wake(0)
      })
    }
    return inFlight < MAX_IN_FLIGHT ? deliveries.nextDue(settings) : null
  })
  return {
    wake: () => pump.wake(0),
    stop() {
      stopped = true
      pump.stop()
    },
    stopped: () => stopped,
  }
}
