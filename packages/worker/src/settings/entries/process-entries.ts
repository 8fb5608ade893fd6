import { durationSchema } from '@arq/core'
import { follows, mustBe, nameText } from '@arq/core/internal'
import * as v from 'valibot'

/** The id of a worker travels in headers and names its connection: with its random part it must fit in 255 bytes. */
const LONGEST_WORKER_NAME_BYTES = 200

/** The worker as a process: its name, and how it stops. */
export const processEntries = {
  workerName: v.pipe(
    v.optional(v.pipe(v.string(mustBe.text), follows(nameText(LONGEST_WORKER_NAME_BYTES)))),
    v.description(
      'First part of `workerId`, which names this worker in records, logs and dead letters. Absent: host name and process id.',
    ),
    v.metadata({ env: 'ARQ_WORKER_NAME' }),
  ),
  jobCompletionWait: v.pipe(
    v.optional(durationSchema, 5),
    v.description(
      'How long a stopping worker waits for running jobs before it logs that it still waits.',
    ),
    v.metadata({ unit: 'duration' }),
  ),
  gracefulShutdownTimeout: v.pipe(
    v.optional(durationSchema, 30),
    v.description(
      'How long a stopping worker waits in total for running jobs. After that it aborts their signals and returns the jobs to the queue.',
    ),
    v.metadata({ unit: 'duration' }),
  ),
}
