/**
 * One line of a case, every round alike.
 * @param {'raw' | 'arq' | 'bullmq'} contestant
 * @param {Readonly<Record<string, number>>} values
 * @param {Partial<import('../src/contract.d.ts').LineResult>} [more]
 * @returns {import('../src/contract.d.ts').LineResult}
 */
export function lineOf(contestant, values, more = {}) {
  const spread = (/** @type {number} */ value) => ({
    median: value,
    min: value / 2,
    max: value * 2,
  })
  return {
    id: contestant,
    title: contestant,
    contestant,
    values: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, spread(value)]),
    ),
    ratios: {},
    rounds: [values, values],
    ...more,
  }
}

/**
 * @param {string} id
 * @param {readonly import('../src/contract.d.ts').LineResult[]} lines
 * @returns {import('../src/contract.d.ts').CaseResult}
 */
export function caseOf(id, lines) {
  return { id, scenario: id, title: `Case ${id}`, queueType: 'quorum', lines }
}

/**
 * @param {readonly import('../src/contract.d.ts').CaseResult[]} cases
 * @param {readonly import('../src/contract.d.ts').TargetResult[]} targets
 * @returns {import('../src/contract.d.ts').Report}
 */
export function reportOf(cases, targets) {
  return {
    environment: {
      cores: 2,
      cpu: 'a processor',
      memoryGiB: 8,
      os: 'linux 6',
      versions: { Node: '20.19.1', RabbitMQ: '3.10.8' },
    },
    settings: { rounds: 5, jobs: 20_000 },
    load: { before: 0.1, after: 1.5 },
    cases,
    targets,
  }
}
