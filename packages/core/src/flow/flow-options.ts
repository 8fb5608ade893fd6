import * as v from 'valibot'

import { anyJobIdSchema } from '../rules/job-id.js'

/** How a flow is enqueued. */
export const flowOptionsSchema = v.strictObject({
  jobId: v.pipe(
    v.optional(anyJobIdSchema),
    v.description('The id of the root. Absent: a new one.'),
  ),
})
