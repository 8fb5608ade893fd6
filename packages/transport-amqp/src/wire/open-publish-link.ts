import type { ConfirmChannel } from 'amqplib'

import { lookInside } from './amqplib-internals.js'
import { FastPublishLink } from './fast-publish.js'
import { PlainPublishLink } from './plain-publish.js'
import type { PublishLink } from './publish-link.js'

/** How messages get onto the wire and off it: by our own encoder, or by amqplib's methods. */
export type Wire = 'fast' | 'plain'

/** `fast` means plain where amqplib is not built as expected. */
export function openPublishLink(
  channel: ConfirmChannel,
  wire: Wire,
  onDrain: () => void,
): PublishLink {
  const inside = wire === 'fast' ? lookInside(channel) : undefined
  return inside
    ? new FastPublishLink(channel, inside, onDrain)
    : new PlainPublishLink(channel, onDrain)
}
