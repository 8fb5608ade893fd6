import { openingFailure } from '@arq/core/store'

import { createAdapter, type DatabaseParts } from './create-adapter.js'
import type { ResolvedSqlSettings } from './sql-settings.js'

/** Runs beside whatever the store itself has open, and closes what it needed for it. */
export async function onOwnConnection<T>(
  settings: ResolvedSqlSettings,
  work: (parts: DatabaseParts) => Promise<T>,
): Promise<T> {
  const parts = createAdapter(settings)
  const { adapter } = parts
  await adapter.open()
  try {
    return await work(parts)
  } catch (error) {
    throw openingFailure(error, (each) => adapter.isMisconfiguration(each))
  } finally {
    await adapter.close()
  }
}
