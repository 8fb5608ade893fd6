import { parseSettings } from '@arq/core'
import { anyJobIdSchema } from '@arq/core/internal'
import * as v from 'valibot'

const lookUpSchema = v.strictObject({ jobId: anyJobIdSchema })

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` for what cannot be the id of a job */
export function checkedId(jobId: unknown): string {
  return parseSettings('options of getJob()', lookUpSchema, { jobId }).jobId
}
