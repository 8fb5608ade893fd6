/** Jobs before the measured ones, in the same process. */
export const WARM_UP = 5000

/**
 * So many times the jobs of others: a JVM needs a second or two to compile what it runs, and a
 * program that is measured by the count of its queue wants a longer time than one that is told.
 */
const PROGRAM_SHARE = { warmUp: 2, jobs: 8 }

/**
 * Jobs of a program that runs by itself.
 * @param {import('../contract.d.ts').ScenarioOptions} options
 */
export function programSettings({ jobs }) {
  return { warmUp: PROGRAM_SHARE.warmUp * jobs, jobs: PROGRAM_SHARE.jobs * jobs }
}

/**
 * A line of ours for each kind of wire that was asked for; just one when none was.
 * @param {import('../contract.d.ts').ScenarioOptions} options
 * @param {Omit<import('../contract.d.ts').Line, 'contestant' | 'wire'>} line
 * @returns {import('../contract.d.ts').Line[]}
 */
export function arqLines({ wires }, line) {
  if (wires.length <= 1) return [{ ...line, contestant: 'arq', wire: wires[0] }]
  return wires.map((wire, index) => ({
    ...line,
    // The first keeps the id, by which targets find it.
    id: index === 0 ? line.id : `${line.id} ${wire}`,
    title: `${line.title} [${wire}]`,
    against: line.against.map((id) => (index > 0 && id.startsWith('arq') ? `${id} ${wire}` : id)),
    contestant: /** @type {const} */ ('arq'),
    wire,
  }))
}

/**
 * BullMQ knows no types of RabbitMQ's queues: it runs beside the first of them only.
 * @param {import('../contract.d.ts').ScenarioOptions} options
 * @param {import('../contract.d.ts').QueueType} queueType
 */
export function hasBullmq({ queueTypes }, queueType) {
  return queueType === queueTypes[0]
}
