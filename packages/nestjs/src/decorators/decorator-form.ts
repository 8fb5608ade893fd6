import { ConfigurationError } from '@arq/core'
import { readProperty } from '@arq/core/internal'

import { texts } from '../texts.js'

/**
 * A compiler that does not read the tsconfig's `experimentalDecorators` calls decorators in the language's own form.
 * @throws ConfigurationError telling what to set
 */
export function refuseStandardForm(decorator: string, second: unknown): void {
  if (typeof readProperty(second, 'kind') !== 'string') return
  throw new ConfigurationError(decorator, [{ path: '', text: texts.standardDecorators() }])
}
