import { ClosedError, ConfigurationError, type DelayRange } from '@arq/core'

import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import type { WithScratchConnection } from '../connection/scratch-connection.js'
import { texts } from '../texts.js'
import { knowsExchangeType, PLUGIN_EXCHANGE_TYPE } from '../topology/delayed-exchange.js'
import { LONGEST_TTL_MS } from '../topology/queue-settings.js'
import { BucketDelay } from './bucket-delay.js'
import { CompatDelay } from './compat-delay.js'
import type { DelayMechanism } from './delay-mechanism.js'
import { PluginDelay } from './plugin-delay.js'

type ChoiceSettings = Pick<ResolvedAmqpSettings, 'delayMechanism' | 'compat'>

/** The way of delaying that settings and broker come to; the broker is asked once, when it is first of interest. */
export class MechanismChoice {
  readonly #settings: ChoiceSettings
  readonly #withScratchConnection: WithScratchConnection
  #chosen: Promise<DelayMechanism> | undefined
  #end: (error: Error) => void = () => undefined
  readonly #ended = new Promise<never>((_, reject) => (this.#end = reject))

  constructor(settings: ChoiceSettings, withScratchConnection: WithScratchConnection) {
    this.#settings = settings
    this.#withScratchConnection = withScratchConnection
    // Often nobody waits.
    this.#ended.catch(() => undefined)
  }

  /**
   * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when the plugin is asked for and the broker has none;
   * {@link ClosedError} `ARQ_CLOSED` when it is closed before the broker has answered
   */
  mechanism(): Promise<DelayMechanism> {
    this.#chosen ??= Promise.race([this.#choose(), this.#ended]).catch((error: unknown) => {
      this.#chosen = undefined
      throw error
    })
    return this.#chosen
  }

  /** Nobody waits for the broker's answer any more. */
  close(): void {
    this.#end(new ClosedError('AmqpTransport'))
  }

  async #choose(): Promise<DelayMechanism> {
    const { delayMechanism, compat } = this.#settings
    if (delayMechanism === 'plugin') {
      if (!(await this.#hasPlugin())) throw pluginMissing()
      return new PluginDelay()
    }
    // The other side of compat reads `delay.<queue>` whatever the broker has.
    if (compat) return new CompatDelay()
    const usesPlugin = delayMechanism === 'auto' && (await this.#hasPlugin())
    return usesPlugin ? new PluginDelay() : new BucketDelay()
  }

  #hasPlugin(): Promise<boolean> {
    return knowsExchangeType(this.#withScratchConnection, PLUGIN_EXCHANGE_TYPE)
  }
}

/** What the transport says of its delays, before the broker is asked: the plugin's own limit is made up for by buckets. */
export function delayRange({
  enableDelayedJobs,
  delayMechanism,
  compat,
}: ResolvedAmqpSettings): DelayRange | undefined {
  if (!enableDelayedJobs) return undefined
  const isCompat = compat !== undefined && delayMechanism !== 'plugin'
  return Object.freeze({ grainMs: 1, longestMs: isCompat ? LONGEST_TTL_MS : Infinity })
}

function pluginMissing(): ConfigurationError {
  const text = texts.pluginMissing()
  return new ConfigurationError('AmqpTransport settings', [{ path: 'delayMechanism', text }])
}
