import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'

import { identify, isAlive, parseStat, signalProcess } from '../src/process-identity.js'

const STAT_TAIL = 'S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 146889 20 21'

test('tells a process by when it began', () => {
  assert.equal(parseStat(`42 (node) ${STAT_TAIL}`, 'boot'), 'boot:146889')
})

test('is not led astray by a program name with spaces and parentheses', () => {
  assert.equal(parseStat(`42 (a) S 1 (b) ${STAT_TAIL}`, 'boot'), 'boot:146889')
})

test('takes a process that ended and was not collected as ended', () => {
  assert.equal(parseStat(`42 (node) ${STAT_TAIL.replace('S', 'Z')}`, 'boot'), undefined)
})

test('follows a process to its end', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
  await once(child, 'spawn')
  const identity = identify(child.pid ?? 0)
  assert.ok(identity)
  assert.ok(isAlive(identity))
  assert.equal(signalProcess(identity, 'SIGKILL'), true)
  await once(child, 'exit')
  assert.equal(isAlive(identity), false)
  assert.equal(signalProcess(identity, 'SIGKILL'), false)
})

test('leaves a later process of the same id alone', () => {
  const impostor = { pid: process.pid, began: 'another boot:1' }
  assert.equal(isAlive(impostor), false)
  assert.equal(signalProcess(impostor, 'SIGKILL'), false)
})
