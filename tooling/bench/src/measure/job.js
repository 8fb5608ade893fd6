const ARGUMENT_BYTES = 300
const SEQUENCE_DIGITS = 12
/** As the ids that our client gives. */
const ID_DIGITS = 32
const FILLER = 'an argument as jobs have them: an address, a few ids, some text. '
  .repeat(5)
  .slice(0, ARGUMENT_BYTES - SEQUENCE_DIGITS)

/** Name of the one task that all contestants run. */
export const TASK_NAME = 'bench_task'

/**
 * The argument of a job: it begins with the job's sequence number.
 * @param {number} sequence
 * @param {number} [bytes] default: 300
 */
export function argumentOf(sequence, bytes = ARGUMENT_BYTES) {
  const digits = String(sequence).padStart(Math.min(SEQUENCE_DIGITS, bytes), '0')
  return bytes === ARGUMENT_BYTES ? digits + FILLER : digits.padEnd(bytes, FILLER)
}

/**
 * The id of a job that was not enqueued but filled into a queue, by which its result is found.
 * @param {number} sequence
 */
export function filledIdOf(sequence) {
  return sequence.toString(16).padStart(ID_DIGITS, '0')
}

/**
 * @param {unknown} argument
 * @returns {number} NaN when it is no argument of ours
 */
export function sequenceOf(argument) {
  return typeof argument === 'string' ? Number(argument.slice(0, SEQUENCE_DIGITS)) : Number.NaN
}
