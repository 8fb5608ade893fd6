import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { localizedMessage } from '../src/errors/arq-error.js'
import {
  countSchema,
  durationSchema,
  functionSchema,
  parseSettings,
  portSchema,
} from '../src/settings/settings.js'

const schema = v.strictObject({
  maxRetries: v.pipe(v.optional(countSchema(0), 3), v.description('runs after the first')),
  jobTimeout: v.optional(durationSchema, 300),
  onStart: v.optional(functionSchema()),
  store: v.optional(portSchema('a store', 'get', 'close')),
  tls: v.optional(v.strictObject({ rejectUnauthorized: v.optional(v.boolean(), true) })),
  compression: v.optional(
    v.union(
      [v.boolean(), v.optional(v.strictObject({ thresholdBytes: countSchema(1) }))],
      'must be true, false or { thresholdBytes }',
    ),
  ),
  queues: v.pipe(
    v.optional(v.array(v.strictObject({ name: v.string(), weight: v.optional(v.number()) }))),
  ),
})
const parse = (input: unknown) => parseSettings('settings', schema, input)
const issuesOf = (input: unknown): unknown => {
  try {
    return parse(input)
  } catch (error) {
    expect(error).toMatchObject({ name: 'ConfigurationError', code: 'ARQ_CONFIG_INVALID' })
    return Reflect.get(error as object, 'issues')
  }
}
const known = 'known: maxRetries, jobTimeout, onStart, store, tls, compression, queues'

describe('settings', () => {
  it('come back complete and frozen, without a change of the input', () => {
    const input = { jobTimeout: '5m' as const }
    const settings = parse(input)
    expect(settings).toEqual({ maxRetries: 3, jobTimeout: '5m' })
    expect(Object.isFrozen(settings)).toBe(true)
    expect(input).toEqual({ jobTimeout: '5m' })
  })

  it.each<[unknown, string, string]>([
    [{ maxretries: 1 }, 'maxretries', 'unknown key; did you mean maxRetries?'],
    [{ maxRetrys: 1 }, 'maxRetrys', 'unknown key; did you mean maxRetries?'],
    [{ timeout: 1 }, 'timeout', `unknown key; ${known}`],
    [
      { tls: { rejectunauthorised: false } },
      'tls.rejectunauthorised',
      'unknown key; did you mean rejectUnauthorized?',
    ],
    [
      { queues: [{ name: 'a' }, { name: 'b', wieght: 1 }] },
      'queues.1.wieght',
      'unknown key; did you mean weight?',
    ],
    [
      { compression: { tresholdBytes: 1, thresholdBytes: 1 } },
      'compression.tresholdBytes',
      'unknown key; did you mean thresholdBytes?',
    ],
    [
      { compression: { thresholdBytes: 0 } },
      'compression.thresholdBytes',
      'must be at least 1, got 0',
    ],
    [{ compression: 'yes' }, 'compression', 'must be true, false or { thresholdBytes }'],
    [{ maxRetries: -1 }, 'maxRetries', 'must be at least 0, got -1'],
    [{ maxRetries: 0.5 }, 'maxRetries', 'must be a whole number'],
    [{ maxRetries: '3' }, 'maxRetries', 'must be a number'],
    [{ onStart: {} }, 'onStart', 'must be a function'],
    [{ store: { get: () => 1 } }, 'store', 'must be a store: an object with get, close'],
    [{ store: null }, 'store', 'must be a store: an object with get, close'],
  ])('of %j are refused', (input, path, message) => {
    expect(issuesOf(input)).toEqual([{ path, message }])
  })

  it('with several unknown keys are told of all of them', () => {
    expect(issuesOf({ maxRetrys: 1, jobTimeuot: 5, queues: [{ nmae: 'a', wieght: 1 }] })).toEqual(
      expect.arrayContaining([
        { path: 'maxRetrys', message: 'unknown key; did you mean maxRetries?' },
        { path: 'jobTimeuot', message: 'unknown key; did you mean jobTimeout?' },
        { path: 'queues.0.nmae', message: 'unknown key; did you mean name?' },
        { path: 'queues.0.wieght', message: 'unknown key; did you mean weight?' },
      ]),
    )
  })

  it('say of a duration what is right and what was seen', () => {
    expect(issuesOf({ jobTimeout: '10' })).toEqual([
      {
        path: 'jobTimeout',
        message: expect.stringMatching(/seconds as a number.*got "10"$/),
      },
    ])
  })

  it('whose getters throw are refused with what was thrown', () => {
    const cause = new Error('no')
    const input = {
      get maxRetries() {
        throw cause
      },
    }
    expect(() => parse(input)).toThrow(
      expect.objectContaining({ code: 'ARQ_CONFIG_INVALID', cause }),
    )
  })

  it('are refused in the language of the reader', () => {
    let error: unknown
    try {
      parse({ jobTimeout: 'soon' })
    } catch (thrown) {
      error = thrown
    }
    expect(localizedMessage(error, 'zh-CN')).toMatch(
      /^settings 无效：jobTimeout：必须是时长.*"soon"$/,
    )
  })

  it.each<[unknown, string]>([
    [{ maxretries: 1 }, 'maxretries：未知的键；是否想用 maxRetries？'],
    [{ maxRetries: -1 }, 'maxRetries：不能小于 0，收到 -1'],
    [{ maxRetries: '3' }, 'maxRetries：必须是数字'],
    [{ onStart: {} }, 'onStart：必须是函数'],
    [{ compression: { thresholdBytes: 0 } }, 'compression.thresholdBytes：不能小于 1，收到 0'],
    [{ maxRetries: 0.5, onStart: 5 }, 'maxRetries：必须是整数；onStart：必须是函数'],
  ])('of %j are refused in Chinese, too', (input, problem) => {
    let error: unknown
    try {
      parse(input)
    } catch (thrown) {
      error = thrown
    }
    expect(localizedMessage(error, 'zh-CN')).toBe(`settings 无效：${problem}`)
  })

  it('name everything that is wrong at once', () => {
    expect(() => parse({ maxRetries: -1, onStart: 5, nonsens: 1 })).toThrow(
      /^Invalid settings: maxRetries: .*; onStart: .*; nonsens: /,
    )
  })

  it.each([undefined, null, 5, 'text'])('are refused when they are %j', (input) => {
    expect(issuesOf(input)).toHaveLength(1)
  })
})
