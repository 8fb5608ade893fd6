/**
 * Sends jobs with at most `width` of them unanswered. Callbacks, not promises: a contestant whose
 * library has callbacks pays for no promises here.
 * @param {import('../contract.d.ts').JobRange & { width: number }} range
 * @param {(sequence: number, done: (error?: unknown) => void) => void} send
 * @returns {Promise<void>} resolves when all are answered
 */
export function keepInFlight({ from, count, width }, send) {
  return new Promise((resolve, reject) => {
    const end = from + count
    let next = from
    let unanswered = 0
    const done = (/** @type {unknown} */ error) => {
      if (error) return reject(error)
      unanswered -= 1
      if (next < end) sendNext()
      else if (unanswered === 0) resolve()
    }
    const sendNext = () => {
      unanswered += 1
      next += 1
      send(next - 1, done)
    }
    if (count === 0) resolve()
    while (next < end && unanswered < width) sendNext()
  })
}
