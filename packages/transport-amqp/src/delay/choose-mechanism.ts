import { ConfigurationError } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import type { OpenApart } from '../connection/scratch-connection.js'
import { messages } from '../messages.js'
import { BucketDelay } from './bucket-delay.js'
import { CompatDelay } from './compat-delay.js'
import type { DelayMechanism } from './delay-mechanism.js'
import { knowsExchangeType, PLUGIN_EXCHANGE_TYPE } from './delayed-exchange.js'
import { PluginDelay } from './plugin-delay.js'

type ChoiceSettings = Pick<ResolvedAmqpSettings, 'delayMechanism' | 'compat'>

/** The way of delaying that settings and broker come to; the broker is asked once, when it is first of interest. */
export class MechanismChoice {
  readonly #settings: ChoiceSettings
  readonly #openApart: OpenApart
  #chosen: Promise<DelayMechanism> | undefined

  constructor(settings: ChoiceSettings, openApart: OpenApart) {
    this.#settings = settings
    this.#openApart = openApart
  }

  /** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when the plugin is asked for and the broker has none */
  mechanism(): Promise<DelayMechanism> {
    this.#chosen ??= this.#choose().catch((error: unknown) => {
      this.#chosen = undefined
      throw error
    })
    return this.#chosen
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
    return knowsExchangeType(this.#openApart, PLUGIN_EXCHANGE_TYPE)
  }
}

function pluginMissing(): ConfigurationError {
  const message = renderMessage(messages.pluginMissing())
  return new ConfigurationError('AmqpTransport settings', [{ path: 'delayMechanism', message }])
}
