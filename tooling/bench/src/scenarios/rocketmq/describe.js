import { spreadOf } from '../../report/statistics.js'

/**
 * @param {readonly import('../../contract.d.ts').Values[]} rounds
 * @param {string} name
 */
export const valuesOf = (rounds, name) => rounds.map((values) => values[name] ?? Number.NaN)

/**
 * Median and spread.
 * @param {readonly number[]} values
 * @param {number} digits
 */
export function spreadText(values, digits) {
  if (values.some(Number.isNaN)) return '–'
  const { median, min, max } = spreadOf(values)
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`
}

/**
 * @param {string} what
 * @param {number} got
 * @param {boolean} isReached
 * @param {string} wanted
 */
export function verdict(what, got, isReached, wanted) {
  return `${isReached ? 'reached' : 'missed '}  ${what}: ${got.toFixed(2)}, wanted ${wanted}`
}
