import assert from 'node:assert/strict'
import { test } from 'node:test'

import { readMethods, serverVersion, startOkFrame } from '../src/amqp-frames.js'
import { methodFrame, startFrame } from './fake-amqp.js'

test('reads each connection method', () => {
  const bytes = Buffer.concat([startFrame('3.10.8'), methodFrame(10, 30), methodFrame(10, 50)])
  assert.deepEqual(
    readMethods(bytes).map(({ name }) => name),
    ['start', 'tune', 'close'],
  )
})

test('waits for the rest of a frame', () => {
  const bytes = startFrame('3.10.8')
  for (const length of [0, 3, 7, bytes.length - 1]) {
    assert.deepEqual(readMethods(bytes.subarray(0, length)), [])
  }
})

test('reads nothing from what is no frame', () => {
  assert.deepEqual(readMethods(Buffer.from('AMQP\0\0\x09\x01 and more')), [])
  assert.deepEqual(readMethods(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')), [])
})

test('takes other methods as other', () => {
  assert.deepEqual(
    readMethods(methodFrame(20, 10)).map(({ name }) => name),
    ['other'],
  )
})

test('finds the version among the properties of the server', () => {
  assert.equal(serverVersion(startFrame('4.1.0')), '4.1.0')
  assert.equal(serverVersion(methodFrame(10, 10)), undefined)
})

test('writes a login that a frame reader accepts', () => {
  const [method] = readMethods(startOkFrame('guest', 'secret'))
  const payload = method?.payload ?? Buffer.alloc(0)
  assert.ok(payload.includes('\0guest\0secret'))
  assert.ok(payload.includes('PLAIN'))
})
