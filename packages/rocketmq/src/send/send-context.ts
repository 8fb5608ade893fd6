import type { ClientInstance } from '../client/client-instance.js'
import type { MessageRouter, RoutingResult } from '../routing/message-router.js'
import type { BrokerHealth } from './broker-health.js'
import type { InFlightWindow } from './in-flight-window.js'
import type { OutgoingMessages } from './outgoing-message.js'
import type { ProducerEvents } from './producer-events.js'
import type { ResolvedProducerSettings } from './producer-settings.js'
import type { SendCounters } from './producer-stats.js'
import type { SendHooks } from './send-hook.js'

/** What all sends of a producer share. */
export interface SendContext {
  readonly client: ClientInstance
  /** With the namespace. */
  readonly group: string
  readonly settings: ResolvedProducerSettings
  readonly router: MessageRouter
  readonly health: BrokerHealth
  readonly window: InFlightWindow
  readonly outgoing: OutgoingMessages
  readonly hooks: SendHooks
  readonly counters: SendCounters
  readonly events: ProducerEvents
}

/** The queue and the broker that were chosen. */
export type SendTarget = Extract<RoutingResult, { isRouted: true }>
