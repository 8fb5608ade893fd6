import { SIGNAL } from './run.js'

/**
 * Gives the signal; said again after an error, as the docs say.
 * @type {import('../kind.d.ts').KindAct}
 */
export async function giveSignal({ client, jobId, call, note }) {
  note('signalled', call.payload)
  const answer = await client.signal(jobId, SIGNAL, call.payload)
  note('answered', { payload: call.payload, answer })
}
