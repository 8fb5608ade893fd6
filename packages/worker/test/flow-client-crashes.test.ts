import { ManualClock, MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { describe, expect, it } from '@jest/globals'

import type { FlowServers } from './flow-bench.js'
import {
  ALL_COMPLETED,
  EACH_ONCE,
  enqueueCell,
  orTwiceAtLeaves,
  retryCell,
} from './flow-client-cells.js'

function memory(): FlowServers {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const store = new MemoryResultStore({ clock })
  return {
    clock,
    queueName: 'flows',
    openStore: () => store,
    openTransport: () => new MemoryTransport({ broker }),
  }
}

const CALLS = [
  ['enqueueFlow', enqueueCell],
  ['retry', retryCell],
] as const

/** Coprime to the two sides of a call. */
const SHORT_STEP = 7

/** Each call of a process that comes to its end, and both its sides; in short, some of them. */
const pointsOf = (calls: readonly string[]) =>
  calls
    .flatMap((_name, index) =>
      (['before', 'after'] as const).map((when) => ({ call: index + 1, when })),
    )
    .filter((_point, index) => isFullRun || index % SHORT_STEP === 0)

describe.each(CALLS)('a client that dies in %s', (_name, cell) => {
  it.each([
    ['before any of it has run', false],
    ['once what was sent has run', true],
  ] as const)(
    'at any call: the same call once more, %s, completes it',
    async (_when, isBetween) => {
      const { calls } = await cell({ servers: memory(), worksBetween: false })
      expect(calls.filter((name) => name === 'publish')).toHaveLength(3)
      for (const point of pointsOf(calls)) {
        const place = `${point.when} call ${String(point.call)} of ${calls.join(', ')}`
        const { end, tree, runs } = await cell({
          servers: memory(),
          worksBetween: isBetween,
          point,
        })
        expect([place, end]).toEqual([place, { value: 116 }])
        expect([place, tree]).toEqual([place, ALL_COMPLETED])
        expect([place, isBetween ? runs : orTwiceAtLeaves(runs)]).toEqual([place, EACH_ONCE])
      }
    },
  )
})
