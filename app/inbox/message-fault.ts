// What can go wrong with a message, by code.

/**
 * `unreadable`: it is not what its topic sends. `other-shop`: its body names another shop than its header. `still-installed`:
 * it asks to erase a shop that has the app. `signed-out` and `refused`: Shopify let us not read the customer. `stopped`: no
 * worker survived it. `failed`: anything else.
 */
export type MessageFault =
  | 'unreadable'
  | 'other-shop'
  | 'still-installed'
  | 'signed-out'
  | 'refused'
  | 'stopped'
  | 'failed'

/** A message that must not be carried out as things are. */
export class RefusedMessage extends Error {
  readonly fault: 'other-shop' | 'still-installed'

  constructor(fault: RefusedMessage['fault'], message: string) {
    super(message)
    this.fault = fault
  }
}
