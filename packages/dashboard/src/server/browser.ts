import { ConfigurationError } from '@arq/core'

import { texts } from '../texts.js'

// node.ts in a page, which cannot listen: the same names, and each says so.

const refusal = (path: string): ConfigurationError =>
  new ConfigurationError('Dashboard', [{ path, text: texts.notInBrowsers() }])

/** @throws ConfigurationError: a page cannot listen. */
export const listen = (): Promise<never> => Promise.reject(refusal('listen'))

/** @throws ConfigurationError: a page is no server. */
export const nodeHandler = (): never => {
  throw refusal('nodeHandler')
}
