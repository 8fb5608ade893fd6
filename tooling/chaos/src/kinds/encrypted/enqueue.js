import { KEY_IDS } from './plan.js'

/**
 * Enqueues with the key of the time.
 * @type {import('../kind.d.ts').KindEnqueue}
 */
export async function enqueueSecret({ clientWith, task, job, args }) {
  const client = await clientWith(KEY_IDS.slice(0, job.keyId === KEY_IDS[0] ? 1 : 2))
  const handle = await client.enqueueJob(task, args)
  return handle && { jobId: handle.jobId }
}
