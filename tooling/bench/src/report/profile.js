/**
 * A V8 CPU profile, as far as it is read here.
 * @typedef {object} CpuProfile
 * @property {readonly { id: number, callFrame: CallFrame }[]} nodes
 * @property {readonly number[]} [samples] node ids
 * @property {readonly number[]} [timeDeltas] microseconds before each sample
 *
 * @typedef {{ functionName: string, url: string, lineNumber: number }} CallFrame
 *
 * @typedef {object} SelfTime
 * @property {string} name function and place
 * @property {number} micros
 * @property {number} share of the time in which the process did something
 */

/** Waiting, and the profiler's own start and stop. */
const NOT_WORK = ['(idle)', 'dispatch']

/**
 * The functions in which most time was spent, without those they called.
 * @param {CpuProfile} profile
 * @param {number} count
 * @returns {SelfTime[]}
 */
export function topSelfTime({ nodes, samples = [], timeDeltas = [] }, count) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  /** @type {Map<string, number>} */
  const times = new Map()
  samples.forEach((id, index) => {
    const name = names.get(id) ?? '(unknown)'
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0))
  })
  NOT_WORK.forEach((name) => times.delete(name))
  const busy = [...times.values()].reduce((sum, micros) => sum + micros, 0)
  return [...times]
    .map(([name, micros]) => ({ name, micros, share: micros / busy }))
    .sort((a, b) => b.micros - a.micros)
    .slice(0, count)
}

/** @param {CallFrame} frame */
function nameOf({ functionName, url, lineNumber }) {
  const name = functionName || '(anonymous)'
  if (url === '') return name
  // Lines are counted from 0.
  return `${name} ${shorten(url)}:${lineNumber + 1}`
}

/**
 * What tells a person where it is: package and file.
 * @param {string} url
 */
function shorten(url) {
  const [, place] = /.*\/(?:node_modules|packages|tooling)\/(.+)$/.exec(url) ?? []
  return place ?? url
}
