import assert from 'node:assert/strict'
import { test } from 'node:test'

import { topSelfTime } from '../src/report/profile.js'

/** @param {number} id @param {string} functionName @param {string} [url] */
const node = (id, functionName, url = '') => ({
  id,
  callFrame: { functionName, url, lineNumber: 9 },
})

test('adds up the time of a function over its places in the tree, without waiting', () => {
  const profile = {
    nodes: [
      node(1, '(idle)'),
      node(2, 'encode', 'file:///x/packages/core/dist/codec.js'),
      node(3, 'encode', 'file:///x/packages/core/dist/codec.js'),
      node(4, '', 'file:///x/node_modules/.pnpm/amqplib@2/node_modules/amqplib/lib/mux.js'),
    ],
    samples: [1, 2, 3, 4],
    timeDeltas: [1000, 20, 10, 10],
  }
  assert.deepEqual(topSelfTime(profile, 5), [
    { name: 'encode core/dist/codec.js:10', micros: 30, share: 0.75 },
    { name: '(anonymous) amqplib/lib/mux.js:10', micros: 10, share: 0.25 },
  ])
  assert.equal(topSelfTime(profile, 1).length, 1)
})
