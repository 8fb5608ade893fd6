/** @typedef {import('../feature-plans.d.ts').FlowPlan} FlowPlan */
/** @typedef {import('../../plan/random.js').Random} Random */

const MOST_CHILDREN = 6
const MOST_LINKS = 4

/**
 * A chain, a group with a callback, or a tree of three levels. Some jobs without children fail.
 * @type {import('../kind.d.ts').KindPlan['plan']}
 */
export function planFlows(random) {
  const shape = random.pick(['chain', 'group', 'tree'])
  const flow = shape === 'chain' ? chainOf(random) : parentOf(random, shape === 'tree' ? 2 : 1)
  return { workMs: random.octaves(5, 500), flow }
}

/**
 * @param {Random} random
 * @returns {FlowPlan}
 */
function chainOf(random) {
  let link = leaf(random)
  for (let left = random.between(1, MOST_LINKS - 1); left > 0; left -= 1) {
    link = { failures: 0, onChildFailure: random.pick(['fail', 'ignore']), children: [link] }
  }
  return link
}

/**
 * @param {Random} random
 * @param {number} levels below it
 * @returns {FlowPlan}
 */
function parentOf(random, levels) {
  const children = Array.from({ length: random.between(1, MOST_CHILDREN) }, () =>
    levels > 1 && random.next() < 0.5 ? parentOf(random, levels - 1) : leaf(random),
  )
  return { failures: 0, onChildFailure: random.pick(['fail', 'ignore', 'ignore']), children }
}

/**
 * @param {Random} random
 * @returns {FlowPlan}
 */
function leaf(random) {
  const failures = random.pick(/** @type {const} */ ([0, 0, 0, 0, 1, 'always']))
  return { failures, onChildFailure: 'fail', children: [] }
}
