import assert from 'node:assert/strict'
import { test } from 'node:test'

import { arrowsInCircles, pairOf } from '../src/folder-cycles.js'
import { folderProblems } from '../src/folder-problems.js'

/**
 * @param {Record<string, string[]>} imports
 * @returns {string[]}
 */
const circlesIn = (imports) => [...new Set(arrowsInCircles(imports).map(pairOf))]

test('folders in a row are in order, whatever lies beside them', () => {
  const circles = circlesIn({
    'index.ts': ['run/run.ts', 'settle/ack.ts', 'errors.ts'],
    'run/run.ts': ['settle/ack.ts', 'errors.ts'],
    'settle/ack.ts': ['settle/order.ts', 'errors.ts'],
    'settle/order.ts': [],
    'errors.ts': [],
  })
  assert.deepEqual(circles, [])
})

test('two folders that import each other are a circle, also when no two files do', () => {
  const circles = circlesIn({
    'run/run.ts': ['settle/ack.ts'],
    'settle/ack.ts': [],
    'settle/order.ts': ['run/limits.ts'],
    'run/limits.ts': [],
  })
  assert.deepEqual(circles, ['run <> settle'])
})

test('a circle may go over a third folder; what only leads there is none', () => {
  const circles = circlesIn({
    'intake/read.ts': ['run/run.ts'],
    'run/run.ts': ['settle/ack.ts'],
    'settle/ack.ts': ['wire/frame.ts'],
    'wire/channel.ts': ['run/limits.ts'],
  })
  assert.deepEqual(circles, ['run <> settle', 'settle <> wire', 'run <> wire'].sort())
})

test('what lies deeper is part of its folder, and folders within are looked at too', () => {
  assert.deepEqual(circlesIn({ 'a/deep/x.ts': ['b/y.ts'], 'b/z.ts': ['a/w.ts'] }), ['a <> b'])
  assert.deepEqual(circlesIn({ 'a/one/x.ts': ['a/two/y.ts'], 'a/two/z.ts': ['a/one/w.ts'] }), [
    'a/one <> a/two',
  ])
})

test('a folder may import what lies beside it, and that may import the folder', () => {
  const circles = circlesIn({ 'run/run.ts': ['worker.ts'], 'worker.ts': ['run/limits.ts'] })
  assert.deepEqual(circles, [])
})

const circle = arrowsInCircles({ 'a/x.ts': ['b/y.ts'], 'b/z.ts': ['a/w.ts'] })

test('a circle that nobody has listed is told of with an import for each direction', () => {
  assert.deepEqual(folderProblems(circle, []), [
    'circle of folders: a > b (a/x.ts > b/y.ts)',
    'circle of folders: b > a (b/z.ts > a/w.ts)',
  ])
})

test('a listed circle passes, until it is gone', () => {
  assert.deepEqual(folderProblems(circle, ['a <> b']), [])
  assert.match(folderProblems([], ['a <> b'])[0] ?? '', /a <> b is untangled/)
})
