const ARGUMENT_BYTES = 300
const SEQUENCE_DIGITS = 12
const FILLER = 'an argument as jobs have them: an address, a few ids, some text. '
  .repeat(5)
  .slice(0, ARGUMENT_BYTES - SEQUENCE_DIGITS)

/** Name of the one task that all contestants run. */
export const TASK_NAME = 'bench_task'

/**
 * The argument of a job: 300 bytes that begin with its sequence number.
 * @param {number} sequence
 */
export function argumentOf(sequence) {
  return String(sequence).padStart(SEQUENCE_DIGITS, '0') + FILLER
}

/**
 * @param {unknown} argument
 * @returns {number} NaN when it is no argument of ours
 */
export function sequenceOf(argument) {
  return typeof argument === 'string' ? Number(argument.slice(0, SEQUENCE_DIGITS)) : Number.NaN
}
