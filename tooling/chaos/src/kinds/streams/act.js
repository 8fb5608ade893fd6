import { setTimeout as wait } from 'node:timers/promises'

import { STREAM } from './run.js'

/**
 * Reads on from where the reader before was, until the job has ended.
 * @type {import('../kind.d.ts').KindAct}
 */
export async function readChunks({ client, jobId, before, note, signal }) {
  const last = before.findLast(({ what }) => what === 'read')
  const after = /** @type {{ id: string } | undefined} */ (last?.value)?.id
  for await (const entry of client.getJob(jobId).stream(STREAM, { after, signal }).entries()) {
    const { id, value, jobTry, run, missed } = entry
    note('read', { id, chunk: value, jobTry, run, missed })
  }
  signal.throwIfAborted()
  note('read-all')
}

/**
 * Sends the messages that are left, one after the other.
 * @type {import('../kind.d.ts').KindAct}
 */
export async function sendMessages({ client, jobId, job, before, note, signal }) {
  const { messages = 0, messagePauseMs = 0 } = job.stream ?? {}
  for (let index = before.filter(({ what }) => what === 'sent').length; index < messages;) {
    note('sends', index)
    const isKept = await client.getJob(jobId).send(index)
    note('sent', { index, isKept })
    index += 1
    await wait(messagePauseMs, undefined, { signal })
  }
}
