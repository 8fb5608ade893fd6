import { describe, expect, it } from '@jest/globals'

import { headerNameRule } from '../src/rules/job-headers.js'
import { jobIdRule, LONGEST_JOB_ID_BYTES } from '../src/rules/job-id.js'
import { LONGEST_QUEUE_NAME_BYTES, queueNameRule } from '../src/rules/queue-name.js'
import type { Rule } from '../src/rules/rule.js'
import { shownValue } from '../src/rules/shown-value.js'
import { LONGEST_TASK_NAME_BYTES, taskNameRule } from '../src/rules/task-name.js'
import { renderText } from '../src/texts/text.js'

const problemOf = <T>(rule: Rule<T>, value: T): string | undefined => {
  const problem = rule(value)
  return problem && renderText(problem)
}

describe.each<[string, Rule<string>, number]>([
  ['a job id', jobIdRule, LONGEST_JOB_ID_BYTES],
  ['a queue name', queueNameRule, LONGEST_QUEUE_NAME_BYTES],
  ['a task name', taskNameRule, LONGEST_TASK_NAME_BYTES],
  ['a header name', headerNameRule, 255],
])('%s', (_words, rule, limit) => {
  it('is bounded in bytes, not in characters', () => {
    expect(rule('a'.repeat(limit))).toBeUndefined()
    expect(problemOf(rule, 'a'.repeat(limit + 1))).toContain(
      `at most ${String(limit)} bytes of UTF-8, is ${String(limit + 1)}`,
    )
    const threeBytes = '名'
    expect(rule(threeBytes.repeat(Math.floor(limit / 3)))).toBeUndefined()
    expect(rule(threeBytes.repeat(Math.floor(limit / 3) + 1))).toBeDefined()
  })

  it.each([
    ['', /must not be empty/],
    ['a\ud800b', /well-formed Unicode.*got "a\\ud800b"/],
    ['\udc00', /well-formed Unicode/],
    ['a\nb', /control characters such as U\+000A; got "a\\nb"/],
    ['a\0', /U\+0000/],
    ['a\u0085', /U\+0085; got "a\\u0085"/],
  ])('is not %j', (value, words) => {
    expect(problemOf(rule, value)).toMatch(words)
  })

  it.each(['a', 'a b', 'welcome:42', 'ünï-cödé', '任务', '😀', 'a/b.c_d#e'])(
    'may be %j',
    (value) => {
      expect(rule(value)).toBeUndefined()
    },
  )
})

describe('a queue name', () => {
  it.each([
    ['amq.direct', 'RabbitMQ'],
    ['amq.gen-x', 'RabbitMQ'],
    ['arq.delay.due', 'arq'],
    ['arq.delay.b.2000', 'arq'],
    ['arq.undeliverable', 'arq'],
    ['arq.results', 'arq'],
    ['arq.control', 'arq'],
    ['arq.reply.1', 'arq'],
  ])('is not %s, which %s keeps for itself', (name, owner) => {
    expect(problemOf(queueNameRule, name)).toContain(`${owner} keeps these names`)
  })

  it.each(['arq', 'arq:queue', 'amq', 'my.arq.delay', 'default'])('may be %s', (name) => {
    expect(queueNameRule(name)).toBeUndefined()
  })
})

describe('a header name', () => {
  it.each([
    'CC',
    'BCC',
    'x-delay',
    'x-death',
    'x-first-death-queue',
    'x-last-death-reason',
    'x-delivery-count',
    'x-acquired-count',
    'x-stream-filter-value',
    'x-received-from',
    'x-shovelled',
    'x-opt-partition-key',
  ])('is not %s, which the broker reads or writes', (name) => {
    expect(problemOf(headerNameRule, name)).toContain('has a meaning for RabbitMQ')
  })

  it.each([
    'x-retry-count',
    'x-client-delayed',
    'x-error-type',
    'x-failed-at',
    'x-job-id',
    'x-worker-id',
    'x-queue',
    'x-arq-due-at',
    'x-arq-target',
  ])('is not %s, which the library reads or writes', (name) => {
    expect(problemOf(headerNameRule, name)).toContain('has a meaning for arq')
  })

  it.each(['__proto__', 'constructor', 'prototype'])('is not %s, which objects lose', (name) => {
    expect(headerNameRule(name)).toBeDefined()
  })

  it.each(['cc', 'traceparent', 'x-tenant', 'x-request-id', 'x-delayed-by', 'x-queue-time'])(
    'may be %s',
    (name) => {
      expect(headerNameRule(name)).toBeUndefined()
    },
  )
})

describe('a value in an error', () => {
  it.each<[unknown, string]>([
    ['a"b', '"a\\"b"'],
    ['a\u200eb\u2028', '"a\\u200eb\\u2028"'],
    ['x'.repeat(70), `"${'x'.repeat(60)}"… (70 characters)`],
    [5, '5'],
    [-0, '0'],
    [NaN, 'NaN'],
    [1n, 'a bigint'],
    [null, 'null'],
    [undefined, 'undefined'],
    [new Date(NaN), 'an invalid Date'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(8.64e15), '+275760-09-13T00:00:00.000Z'],
    [[1], 'a list'],
    [{}, 'an object'],
    [Symbol('s'), 'a symbol'],
    [() => 1, 'a function'],
  ])('is recognisable, printable and short: %p', (value, shown) => {
    const said = shownValue(value)
    expect(typeof said === 'string' ? said : renderText(said)).toBe(shown)
  })
})
