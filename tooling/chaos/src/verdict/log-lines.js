import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const MOST_LINES_PER_JOB = 20
const LONGEST_LINE = 400

/**
 * Lines of all logs that name one of these jobs.
 * @param {string} folder
 * @param {readonly string[]} jobIds
 * @returns {Promise<Map<string, string[]>>} by job id
 */
export async function logLinesOf(folder, jobIds) {
  const found = new Map(jobIds.map((jobId) => [jobId, /** @type {string[]} */ ([])]))
  for (const name of await readdir(folder)) {
    const lines = createInterface({ input: createReadStream(join(folder, name)) })
    for await (const line of lines) {
      for (const [jobId, own] of found) {
        if (!line.includes(jobId)) continue
        own.push(`${name.replace(/\.log$/, '')}: ${line.slice(0, LONGEST_LINE)}`)
      }
    }
  }
  // Each line begins with its worker; behind that with the time.
  const time = (/** @type {string} */ line) => line.slice(line.indexOf(': ') + 2)
  for (const [jobId, own] of found) {
    own.sort((one, other) => (time(one) < time(other) ? -1 : 1))
    found.set(jobId, own.slice(0, MOST_LINES_PER_JOB))
  }
  return found
}
