import { ResultStoreSerializationError } from '@arq/core'

import { texts } from './texts.js'

/**
 * Where something else than the record of a job stands.
 * @param tables for people: `arq_*`
 */
export const notARecord =
  (tables: string) =>
  (jobId: string, reason: string, cause: unknown): ResultStoreSerializationError =>
    new ResultStoreSerializationError({
      code: 'ARQ_STORE_DATA',
      text: texts.notARecord({ jobId, tables, reason }),
      details: { jobId, tables, reason },
      cause,
    })
