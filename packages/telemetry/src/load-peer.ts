import { ConfigurationError, renderText } from '@arq/core'

import { texts } from './texts.js'

/**
 * Loads a library that users install only if they want what it does.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` with the line that installs it
 */
export async function loadPeer<T>(peer: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    const text = texts.peerMissing({ peer })
    throw new ConfigurationError(
      'telemetry',
      [{ path: '', message: renderText(text), text }],
      error,
    )
  }
}
