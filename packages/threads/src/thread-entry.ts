// The first file of each thread of the pool.

import { wireTexts } from '@arq/core/internal'

import { carryError, receiveError } from './carried-error.js'
import { loadFunction } from './load-function.js'
import type { AbortMessage, ThreadCall, ThreadEnd, ThreadMessage } from './thread-call.js'
import { refuseUnlessJson, threadContext } from './thread-context.js'

/** Runs one attempt. Never rejects: a rejection would be the death of the thread. */
export async function runCall(call: ThreadCall): Promise<ThreadEnd> {
  const { port, name, context, args } = call
  const send = (message: ThreadMessage): void => port.postMessage(message)
  const controller = new AbortController()
  port.on('message', ({ reason }: AbortMessage) => controller.abort(receiveError(reason)))
  try {
    send({ kind: 'started' })
    const run = await loadFunction(call)
    const value = await run(threadContext(context, { signal: controller.signal, send }), ...args)
    refuseUnlessJson(value, 'result', wireTexts.theResult({ task: name }))
    return { kind: 'returned', json: JSON.stringify(value) }
  } catch (error) {
    return { kind: 'threw', error: carryError(error) }
  } finally {
    // Not closed from here: what was sent is read first, on the other side.
    port.removeAllListeners('message')
    port.unref()
  }
}
