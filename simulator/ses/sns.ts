// The simulated SNS: signs what its topics publish and posts it to who has confirmed a subscription.
import type { SimulatorContext } from '../context.ts'
import type { SigningCertificate } from './certificate.ts'
import { createDeliveries, type Deliveries, type Delivery, type NewDelivery } from './deliveries.ts'
import { startWorker } from './delivery-worker.ts'
import type { GroupCommit } from './group-commit.ts'
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

  const tell = (subscription: Subscription, type: Confirmation, waitMs = 0) => {
    deliveries.add(notice(subscription, type, { createdAt: sim.clock.now(), waitMs }), settings)
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
      const createdAt = sim.clock.now()
      for (const { arn: subscriptionArn } of subscriptions.confirmed(topicArn)) {
        deliveries.add({ subscriptionArn, type: 'Notification', eventId, form, createdAt }, settings)
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

type Confirmation = 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'

function notice(
  subscription: Subscription,
  type: Confirmation,
  when: Pick<NewDelivery, 'createdAt' | 'waitMs'>,
): NewDelivery {
  return { subscriptionArn: subscription.arn, type, eventId: null, form: 'event', ...when }
}

/** A question that is answered, or news for who has left, is not sent any more. */
function isWanted({ type }: Delivery, { state }: Subscription): boolean {
  if (type === 'SubscriptionConfirmation') return state === 'pending'
  return type === 'UnsubscribeConfirmation' || state === 'confirmed'
}
