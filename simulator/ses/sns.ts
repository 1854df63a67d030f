// The simulated SNS: signs what its topics publish and posts it to who has confirmed a subscription.
import type { SimulatorContext } from '../context.ts'
import type { SigningCertificate } from './certificate.ts'
import { createDeliveries, type Deliveries, type Delivery } from './deliveries.ts'
import type { GroupCommit } from './group-commit.ts'
import { createPump } from './pump.ts'
import { createSender, type Form, type SenderParts } from './sns-sender.ts'
import { healthySns, type SnsSettings } from './sns-settings.ts'
import { createSubscriptions, loadCertificate, type Subscription, type Subscriptions } from './subscriptions.ts'

export interface Sns {
  settings: SnsSettings
  change(patch: Partial<SnsSettings>): void
  subscriptions: Subscriptions
  deliveries: Deliveries
  certificate(): Promise<SigningCertificate>
  /** To be called in a transaction: a topic without a confirmed subscription publishes to nobody. */
  publish(topicArn: string, eventId: number, form: Form): void
  subscribe(topicArn: string, endpoint: string): Subscription
  unsubscribe(subscriptionArn: string): Subscription | null
  /** Looks after deliveries that may have become due. */
  wake(): void
  stop(): void
}

const MAX_IN_FLIGHT = 16
const CONFIRM_AGAIN_MS = 2000
const GONE = 410

export function createSns(sim: SimulatorContext, commit: GroupCommit, message: SenderParts['message']): Sns {
  const { db } = sim.store
  const settings = { ...healthySns }
  const subscriptions = createSubscriptions(db)
  const deliveries = createDeliveries(db)
  let loading: Promise<SigningCertificate> | undefined
  const certificate = () => (loading ??= loadCertificate(db))
  const origin = `https://sns.${sim.settings.awsRegion}.amazonaws.com`
  const sender = createSender({ origin, settings, certificate, message })

  const tell = (subscription: Subscription, type: Delivery['type'], waitMs = 0) => {
    const createdAt = sim.clock.now()
    deliveries.add(
      { subscriptionArn: subscription.arn, type, eventId: null, form: 'event', createdAt, waitMs },
      settings,
    )
    worker.wake()
  }
  const worker = startWorker(deliveries, settings, async (delivery) => {
    const subscription = subscriptions.get(delivery.subscription_arn)
    const status = subscription && isWanted(delivery, subscription) ? await sender.send(delivery, subscription) : GONE
    if (worker.stopped()) return
    await commit(() => deliveries.settle({ delivery, status }, settings))
    // AWS asks once and waits for a person to ask again; here asking again is the simulator's part.
    const asked = delivery.type === 'SubscriptionConfirmation' && status >= 200 && status < 500
    const again = asked ? subscriptions.get(delivery.subscription_arn) : null
    if (again?.state === 'pending') tell(again, 'SubscriptionConfirmation', CONFIRM_AGAIN_MS)
  })

  return {
    settings,
    subscriptions,
    deliveries,
    certificate,
    change(patch) {
      Object.assign(settings, patch)
      worker.wake()
    },
    publish(topicArn, eventId, form) {
      for (const { arn } of subscriptions.confirmed(topicArn)) {
        deliveries.add(
          { subscriptionArn: arn, type: 'Notification', eventId, form, createdAt: sim.clock.now() },
          settings,
        )
      }
    },
    subscribe(topicArn, endpoint) {
      const subscription = subscriptions.ensure(topicArn, endpoint)
      if (subscription.state === 'pending') tell(subscription, 'SubscriptionConfirmation')
      worker.wake()
      return subscription
    },
    unsubscribe(subscriptionArn) {
      const removed = subscriptions.remove(subscriptionArn)
      if (removed) tell(removed, 'UnsubscribeConfirmation')
      return removed
    },
    wake: () => worker.wake(),
    stop() {
      worker.stop()
      sender.close()
    },
  }
}

/** A question that is answered, or news for who has left, is not sent any more. */
function isWanted({ type }: Delivery, { state }: Subscription): boolean {
  if (type === 'SubscriptionConfirmation') return state === 'pending'
  return type === 'UnsubscribeConfirmation' || state === 'confirmed'
}

interface Worker {
  wake(): void
  stop(): void
  stopped(): boolean
}

function startWorker(
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
