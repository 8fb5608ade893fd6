import { setTimeout as wait } from 'node:timers/promises'

const LOOK_EVERY_MS = 1000
/** So often in a row no message may be left: the broker's figures lag by about a second. */
const QUIET_LOOKS = 3
/**
 * So often in a row, when jobs have not ended although no message is left: a worker may have kept
 * their ends while there was no store, and may still write them.
 */
const PATIENT_LOOKS = 20

/**
 * Waits until no job is in any queue but that of dead letters, and every job has ended.
 * @param {object} options
 * @param {() => Promise<number>} options.countMessages in all queues but that of dead letters
 * @param {() => Promise<number>} options.countUnended jobs without a final record
 * @param {number | undefined} [options.patientLooks]
 * @param {number} options.limitMs
 * @param {AbortSignal} options.signal
 * @param {(left: string) => void} options.onLook
 */
export async function drain({
  countMessages,
  countUnended,
  patientLooks = PATIENT_LOOKS,
  limitMs,
  signal,
  onLook,
}) {
  const until = performance.now() + limitMs
  let quietLooks = 0
  while (performance.now() < until) {
    const messages = await countMessages()
    onLook(`${messages} messages left`)
    quietLooks = messages === 0 ? quietLooks + 1 : 0
    if (quietLooks >= QUIET_LOOKS) {
      const unended = await countUnended()
      onLook(`no message left, ${unended} jobs have not ended`)
      if (unended === 0 || quietLooks >= patientLooks) return
    }
    await wait(LOOK_EVERY_MS, undefined, { signal })
  }
}
