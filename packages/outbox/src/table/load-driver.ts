import { UnsupportedError } from '@arq/core'
import { readProperty } from '@arq/core/internal'

import { texts } from '../texts.js'

/** @throws UnsupportedError `ARQ_UNSUPPORTED` with the line that installs the driver, when it is absent */
export async function loadDriver<T>(
  load: () => Promise<T>,
  { scheme, name }: { readonly scheme: string; readonly name: string },
): Promise<T> {
  try {
    return await load()
  } catch (error) {
    if (readProperty(error, 'code') !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new UnsupportedError(texts.driverAbsent({ scheme, name }), { missing: name })
  }
}
