import { randomUUID } from 'node:crypto'

import { argumentOf, TASK_NAME } from '../measure/job.js'

/**
 * A job in the wire format of `@arq/core`, as a program without a library would build it.
 * @param {string} queueName
 * @param {number} sequence
 * @param {{ argumentBytes?: number | undefined, jobId?: string }} [options]
 */
export function newBody(queueName, sequence, { argumentBytes, jobId } = {}) {
  const job = {
    job_id: jobId ?? randomUUID().replaceAll('-', ''),
    function: TASK_NAME,
    args: [argumentOf(sequence, argumentBytes)],
    kwargs: {},
    job_try: 1,
    enqueue_time: new Date().toISOString(),
    start_time: null,
    end_time: null,
    status: 'queued',
    result: null,
    error: null,
    queue_name: queueName,
    defer_until: null,
    expires: new Date(Date.now() + 86_400_000).toISOString(),
  }
  return Buffer.from(JSON.stringify(job))
}
