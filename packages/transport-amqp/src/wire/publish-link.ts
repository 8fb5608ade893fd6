import type { MessageProperties } from './message-properties.js'

/**
 * The way of messages onto one confirm channel, which nobody else publishes on: the broker numbers its confirms in the
 * order of these calls.
 */
export interface PublishLink {
  /**
   * Sends a message, at the latest in this turn of the event loop.
   * @returns false when the socket has enough for now: the next one after `onDrain`
   * @throws ChannelGone when the channel cannot send any more: it was not sent
   * @throws anything else when the message cannot be encoded: it was not sent
   */
  publish(exchange: string, routingKey: string, message: WireMessage): boolean
}

export interface WireMessage {
  readonly body: Buffer
  readonly properties: MessageProperties
}

/** The channel has closed; what says so to its owner is on its way. */
export class ChannelGone extends Error {}
