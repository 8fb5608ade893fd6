/**
 * One call of a key.
 * @type {import('../kind.d.ts').KindEnqueue}
 */
export async function enqueueUnique({ client, task, job, args }) {
  const { mode = 'drop', windowMs, maxWaitMs } = job.unique ?? {}
  const handle = await client.enqueueJob(task, args, {
    unique: {
      key: `debounce-${job.n}`,
      mode,
      ...(windowMs !== undefined && { window: windowMs / 1000 }),
      ...(maxWaitMs !== undefined && { maxWait: maxWaitMs / 1000 }),
    },
  })
  return { jobId: handle.id, placed: handle.placed }
}
