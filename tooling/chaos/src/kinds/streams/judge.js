import { groupBy } from '../../verdict/group-by.js'

/** @typedef {import('../../contract.d.ts').Noted} Noted */
/** @typedef {{ id: string, missed: number, chunk: { run: string, index: number } }} Read */

/**
 * The reader has each chunk of the last run, in order; of the runs before it as many as came, without a hole. The last run
 * has each message, in order.
 * @param {import('../../contract.d.ts').JobHistory} history
 * @returns {string[]}
 */
export function judgeStreams({ job, notes, record }) {
  const got = /** @type {{ got?: { run: string, heard: number[] } } | undefined} */ (record?.result)
    ?.got
  if (!got) return ['its result does not say which run it is of']
  const read = notes.flatMap(({ what, value }) =>
    what === 'read' ? [/** @type {Read} */ (value)] : [],
  )
  const reasons = [...wrongMessages(job, notes, got.heard)]
  if (!notes.some(({ what }) => what === 'read-all'))
    reasons.push('its reader never came to the end')
  const missed = read.find((entry) => entry.missed > 0)
  if (missed) reasons.push(`its reader was told that it missed ${missed.missed} chunks`)
  const ids = read.map(({ id }) => id)
  if (new Set(ids).size < ids.length) reasons.push('its reader was given a chunk twice')

  const runs = groupBy(read, ({ chunk }) => chunk.run)
  for (const [run, entries] of runs) {
    const wrong = entries.findIndex(({ chunk }, index) => chunk.index !== index)
    if (wrong === -1) continue
    reasons.push(
      `its reader was given chunk ${entries[wrong]?.chunk.index} of ${run} as number ${wrong}`,
    )
  }
  const ofLast = runs.get(got.run)?.length ?? 0
  const chunks = job.stream?.chunks ?? 0
  if (ofLast !== chunks)
    reasons.push(`its reader has ${ofLast} chunks of the last run, of ${chunks}`)
  return reasons
}

/**
 * A call without an answer is said again, and so may be heard twice.
 * @param {import('../../contract.d.ts').PlannedJob} job
 * @param {readonly Noted[]} notes
 * @param {readonly number[]} heard by the last run
 */
function wrongMessages({ stream }, notes, heard) {
  const count = (/** @type {string} */ what, /** @type {number} */ index) =>
    notes.filter((note) => note.what === what && indexOf(note.value) === index).length
  const reasons = []
  for (let index = 0; index < (stream?.messages ?? 0); index += 1) {
    const times = heard.filter((message) => message === index).length
    if (times === 0) reasons.push(`its last run never got the message ${index}`)
    if (times > count('sends', index)) {
      reasons.push(
        `its last run got the message ${index} ${times} times, of ${count('sends', index)} calls`,
      )
    }
  }
  if (heard.some((message, at) => message < (heard[at - 1] ?? 0))) {
    reasons.push(`its last run got its messages as ${heard.join(', ')}`)
  }
  return reasons
}

/** @param {unknown} value */
const indexOf = (value) =>
  typeof value === 'number' ? value : /** @type {{ index: number }} */ (value).index
