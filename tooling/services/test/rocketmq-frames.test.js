import assert from 'node:assert/strict'
import { test } from 'node:test'

import { readAnswer, requestFrame } from '../src/rocketmq-frames.js'

/** @param {Buffer} frame */
function headerOf(frame) {
  return JSON.parse(frame.toString('utf8', 8, 8 + frame.readUInt32BE(4)))
}

/**
 * @param {number} form 0: JSON, 1: binary
 * @param {Buffer} header
 * @param {string} body
 */
function answerFrame(form, header, body) {
  const lengths = Buffer.alloc(8)
  lengths.writeUInt32BE(4 + header.length + body.length, 0)
  lengths.writeUInt32BE(header.length, 4)
  lengths.writeUInt8(form, 4)
  return Buffer.concat([lengths, header, Buffer.from(body)])
}

test('writes the lengths of frame and header, then both', () => {
  const frame = requestFrame(105, { fields: { topic: 'orders' }, body: 'hello' })
  assert.equal(frame.readUInt32BE(0), frame.length - 4)
  assert.equal(frame.toString('utf8', 8 + frame.readUInt32BE(4)), 'hello')
  assert.equal(headerOf(frame).code, 105)
  assert.deepEqual(headerOf(frame).extFields, { topic: 'orders' })
})

test('signs the values in the order of their names, and the body', () => {
  // 'AccessKey' comes before the small letters; the text is then that of RFC 2202's second test.
  const frame = requestFrame(17, {
    fields: { a: 'do ya want ', z: 'for ' },
    body: 'nothing?',
    credentials: { accessKey: 'what ', secretKey: 'Jefe' },
  })
  assert.equal(headerOf(frame).extFields.Signature, '7/zfauXrL6LSdBbV8YTfnCWafHk=')
})

test('reads an answer with a header in JSON once it is complete', () => {
  const header = Buffer.from(JSON.stringify({ code: 17, remark: 'no such topic' }))
  const frame = answerFrame(0, header, 'body')
  assert.equal(readAnswer(frame.subarray(0, 6)), undefined)
  assert.equal(readAnswer(frame.subarray(0, -1)), undefined)
  const answer = readAnswer(Buffer.concat([frame, Buffer.from('next')]))
  assert.equal(answer?.code, 17)
  assert.equal(answer.remark, 'no such topic')
  assert.equal(answer.body.toString(), 'body')
})

test('reads an answer with a binary header', () => {
  const remark = Buffer.from('system busy')
  const header = Buffer.alloc(17)
  header.writeInt16BE(2, 0)
  header.writeUInt32BE(remark.length, 13)
  const answer = readAnswer(answerFrame(1, Buffer.concat([header, remark, Buffer.alloc(4)]), 'x'))
  assert.equal(answer?.code, 2)
  assert.equal(answer.remark, 'system busy')
  assert.equal(answer.body.toString(), 'x')
})
