// Holds a worker between the steps of settling a job; used by tests and by the process that they kill.
import { decodeTransition } from '@arq/core'

/** The steps: start → publish → confirm → result → acknowledgement. */
export const STEPS = [
  'before start',
  'before publish',
  'before confirm',
  'before result',
  'before ack',
]

/**
 * @param {import('@arq/core').Transport} transport
 * @param {import('./hold-points.js').Hold} hold
 */
export function holdTransport(transport, { step, at }) {
  return overriding(transport, {
    publish: async (message) => {
      const jobId = message.correlationId
      if (step === 'before publish') await at(jobId)
      await transport.publish(message)
      // The broker has it, and the worker has not heard so.
      if (step === 'before confirm') await at(jobId)
    },
  })
}

/**
 * @param {import('@arq/core').ResultStore} store
 * @param {import('./hold-points.js').Hold} hold
 */
export function holdStore(store, { step, at }) {
  const holdEnds = async (records, write) => {
    const ends = records.filter(({ status }) => status !== 'in_progress' && status !== 'queued')
    if (step === 'before result') for (const { jobId } of ends) await at(jobId)
    const outcome = await write()
    if (step === 'before ack') for (const { jobId } of ends) await at(jobId)
    return outcome
  }
  // The store has counted the start, and the worker has not heard so.
  const holdStart = async (jobId, write) => {
    const outcome = await write()
    if (step === 'before start') await at(jobId)
    return outcome
  }
  return overriding(store, {
    begin: (start) => holdStart(start.jobId, () => store.begin(start)),
    transition: (change) => {
      const { record, guard } = change
      const write = () => store.transition(change)
      return guard === 'start' ? holdStart(record.jobId, write) : holdEnds([record], write)
    },
    transitionMany: (changes) => {
      const records = changes.map((change) => decodeTransition(change).record)
      return holdEnds(records, () => store.transitionMany(changes))
    },
  })
}

function overriding(target, replacements) {
  return new Proxy(target, {
    get(_, key) {
      if (Object.hasOwn(replacements, key)) return replacements[key]
      const value = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
