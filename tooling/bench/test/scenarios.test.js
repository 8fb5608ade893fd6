import assert from 'node:assert/strict'
import { test } from 'node:test'

import { scenarioOf, SCENARIOS } from '../src/scenarios/index.js'

/** @param {Partial<import('../src/contract.d.ts').ScenarioOptions>} [more] */
function allCases(more = {}) {
  const options = {
    rounds: 5,
    jobs: 20_000,
    isQuick: false,
    size: 1,
    queueTypes: /** @type {const} */ (['quorum', 'classic']),
    wires: [],
    ...more,
  }
  return options.queueTypes.flatMap((queueType) =>
    SCENARIOS.flatMap((scenario) => scenario.cases(options, queueType)),
  )
}

/** @param {import('../src/contract.d.ts').Case} single */
const isOfDelays = ({ id }) => id.startsWith('delay')

test('lines of a case have names of their own and are compared with lines that it has', () => {
  for (const more of [{}, { isQuick: true }, { wires: /** @type {const} */ (['fast', 'plain']) }]) {
    for (const { id: name, lines } of allCases(more)) {
      const ids = lines.map(({ id }) => id)
      assert.equal(new Set(ids).size, ids.length, name)
      for (const { against } of lines) against.forEach((id) => assert.ok(ids.includes(id), name))
    }
  }
})

test('each case puts somebody else beside us', () => {
  // But of delays, which amqplib alone has none of: the same jobs without, or fewer, stand beside those. And of aborts,
  // which nobody else has from another process.
  for (const { id, lines } of allCases()) {
    if (id === 'abort' || lines.some(({ settings }) => settings.delays)) continue
    // amqplib alone keeps no results that could be read.
    const other = id === 'scale-results' ? 'bullmq' : 'raw'
    assert.ok(
      lines.some(({ contestant }) => contestant === other),
      id,
    )
  }
})

test('each scenario of scale has the many beside the few, and a smaller size to try it', () => {
  for (const single of allCases({ isQuick: true }).filter(({ id }) => id.startsWith('scale-'))) {
    assert.match(single.id, / quick$/)
    if (single.id.startsWith('scale-args')) continue
    const [few, many] = single.lines
    assert.deepEqual(many?.against, [few?.id])
    assert.equal(few?.contestant, many?.contestant)
  }
})

test('a case of scale that is smaller than in full has another name, which no target knows', () => {
  const namesOf = (/** @type {number} */ size) =>
    allCases({ size })
      .map(({ id }) => id)
      .filter((id) => id.startsWith('scale-') && !id.startsWith('scale-args'))
  for (const name of namesOf(0.1)) assert.ok(!namesOf(1).includes(name), name)
})

test('delayed jobs stand beside the same jobs without delays', () => {
  const cases = allCases().filter(isOfDelays)
  assert.equal(cases.length, 3)
  for (const { lines } of cases) {
    const [reference, ...delayed] = lines
    assert.deepEqual(reference?.settings.delays, { kind: 'none' })
    assert.ok(delayed.length > 0)
    for (const { against, settings } of delayed) {
      assert.deepEqual(against, ['arq no delay'])
      assert.deepEqual(
        { ...settings, delays: undefined },
        { ...reference.settings, delays: undefined },
      )
    }
  }
})

test('two wires are two lines, of which the first is the one that targets speak of', () => {
  const cases = allCases({ wires: ['fast', 'plain'] })
  const enqueue = cases.find(({ id }) => id === 'enqueue')
  const wires = enqueue?.lines.filter(({ id }) => id === 'arq' || id === 'arq plain')
  assert.deepEqual(
    wires?.map(({ id, wire }) => [id, wire]),
    [
      ['arq', 'fast'],
      ['arq plain', 'plain'],
    ],
  )
  const deep = cases
    .find(({ id }) => id === 'backlog')
    ?.lines.find(({ id }) => id === 'arq 1m plain')
  assert.deepEqual(deep?.against, ['arq 10k plain', 'raw 1m'])
})

test('BullMQ runs beside the first type of queue only', () => {
  const types = allCases()
    .filter(({ lines }) => lines.some(({ contestant }) => contestant === 'bullmq'))
    .map(({ queueType }) => queueType)
  assert.deepEqual([...new Set(types)], ['quorum'])
})

test('an unknown scenario is refused with the names there are', () => {
  assert.throws(
    () => scenarioOf('speed'),
    /no scenario is called speed: there are enqueue, one-at-a-time, process/,
  )
})
