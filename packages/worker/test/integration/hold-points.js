// Holds a worker between the steps of settling a job; used by tests and by the process that they kill.

/** The steps: publish → confirm → result → acknowledgement. */
export const STEPS = ['before publish', 'before confirm', 'before result', 'before ack']

/**
 * @param {import('@arq/core').Transport} transport
 * @param {import('./hold-points.js').Hold} hold
 */
export function holdTransport(transport, { step, at }) {
  return overriding(transport, 'publish', async (message) => {
    const jobId = message.correlationId
    if (step === 'before publish') await at(jobId)
    await transport.publish(message)
    // The broker has it, and the worker has not heard so.
    if (step === 'before confirm') await at(jobId)
  })
}

/**
 * @param {import('@arq/core').ResultStore} store
 * @param {import('./hold-points.js').Hold} hold
 */
export function holdStore(store, { step, at }) {
  return overriding(store, 'transition', async (change) => {
    const { jobId, status } = change.record
    const isEnd = change.guard === 'own' && status !== 'in_progress' && status !== 'queued'
    if (isEnd && step === 'before result') await at(jobId)
    const outcome = await store.transition(change)
    if (isEnd && step === 'before ack') await at(jobId)
    return outcome
  })
}

function overriding(target, name, replacement) {
  return new Proxy(target, {
    get(_, key) {
      if (key === name) return replacement
      const value = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
