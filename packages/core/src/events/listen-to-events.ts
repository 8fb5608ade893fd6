import { leaveChannel, listenToChannel } from '#platform'

import { type ArqEventType, EVENT_CHANNELS, type EventOf } from './event-channels.js'

/** What is called for each type of event. */
export type EventListeners = {
  readonly [T in ArqEventType]?: ((event: EventOf<T>) => void) | undefined
}

/**
 * Listens to all clients and workers of this process; returns how to stop. Types that nobody listens to are not even
 * made. What a listener throws becomes an uncaught exception of the process, as `node:diagnostics_channel` has it.
 *
 * @example
 * ```ts
 * const stop = listenToEvents({ jobFailed: ({ task, error }) => alarm(`${task}: ${error.message}`) })
 * ```
 */
export function listenToEvents(listeners: EventListeners): () => void {
  const subscribed = Object.entries(listeners).flatMap(([type, listener]) => {
    if (!listener) return []
    // The key of a listener is the type of its events, and their channel's name.
    const onMessage = listener as (message: unknown) => void
    const channel = EVENT_CHANNELS[type as ArqEventType]
    listenToChannel(channel, onMessage)
    return [{ channel, onMessage }]
  })
  return () => {
    for (const { channel, onMessage } of subscribed) leaveChannel(channel, onMessage)
  }
}
