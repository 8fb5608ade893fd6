/** The way of settlements onto one channel, in the order of these calls. */
export interface SettleLink {
  /**
   * Acknowledges a delivery, at the latest in this turn of the event loop.
   * @param multiple every delivery of the channel up to it
   * @throws when the channel cannot send any more
   */
  ack(deliveryTag: number, multiple: boolean): void
  /**
   * Gives one delivery back, to its queue or to where its rejected ones go.
   * @throws when the channel cannot send any more
   */
  nack(deliveryTag: number, requeue: boolean): void
}
