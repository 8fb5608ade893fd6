import { runInNewContext } from 'node:vm'

import { expect, it } from '@jest/globals'

import { tokenize } from '../src/tokenize.js'

it.each([
  ['Retry later, please.', ['Retry', 'later', 'please']],
  ['ARQ_JOB_TIMEOUT', ['ARQ_JOB_TIMEOUT', 'ARQ', 'JOB', 'TIMEOUT']],
  ['see job-id and arq.delay.', ['see', 'job-id', 'job', 'id', 'and', 'arq.delay', 'arq', 'delay']],
  ['', []],
])('cuts words at blanks and punctuation, and names into their parts: %s', (text, tokens) => {
  expect(tokenize(text)).toEqual(tokens)
})

it('cuts Chinese into characters and pairs, so that any run of them is found', () => {
  expect(tokenize('死信队列')).toEqual(['死', '信', '队', '列', '死信', '信队', '队列'])
  expect(tokenize('重启worker后')).toEqual(['重', '启', '重启', 'worker', '后'])
})

it('needs nothing from outside: its text is a function by itself', () => {
  const alone = runInNewContext(`(${tokenize.toString()})`) as typeof tokenize
  expect([...alone('重试 retry')]).toEqual(tokenize('重试 retry'))
})
