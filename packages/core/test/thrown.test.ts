import { describe, expect, it, jest } from '@jest/globals'
import fc from 'fast-check'

import { errorText, isArqError, localizedMessage } from '../src/errors/arq-error.js'
import { classifyError } from '../src/errors/error-classification.js'
import { ClosedError } from '../src/errors/settings-errors.js'
import { describeThrown, nestedErrors } from '../src/errors/thrown.js'
import { toError } from '../src/errors/to-error.js'
import { ConnectionError } from '../src/errors/transport-errors.js'
import { createConsoleLogger } from '../src/log/console-logger.js'
import { guardedLogger } from '../src/log/guarded-logger.js'
import { type Logger, silentLogger } from '../src/log/logger.js'
import { portTexts } from '../src/ports/port-texts.js'
import { anyThrown } from './any-thrown.js'

const LONE_SURROGATE = /\p{Surrogate}/u

describe('whatever is thrown', () => {
  it('is described by bounded, well-formed text', () => {
    fc.assert(
      fc.property(anyThrown, (make) => {
        const thrown = make()
        const { name, message, stack, code } = describeThrown(thrown)
        expect(name).not.toBe('')
        expect(name.length).toBeLessThan(300)
        expect(message.length).toBeLessThan(20_000)
        expect(stack.length).toBeLessThan(40_000)
        for (const text of [name, message, stack, code ?? '']) {
          expect(text).not.toMatch(LONE_SURROGATE)
        }
        expect(localizedMessage(thrown, 'zh-CN')).toEqual(expect.any(String))
      }),
    )
  })

  it('is classified, searched for inner errors and made an error, without a throw and without end', () => {
    fc.assert(
      fc.property(anyThrown, (make) => {
        const thrown = make()
        expect(typeof classifyError(thrown, 0).isTransient).toBe('boolean')
        expect(nestedErrors(thrown).length).toBeLessThanOrEqual(100)
        expect(typeof isArqError(thrown)).toBe('boolean')
        const error = toError(thrown)
        expect(typeof error.name).toBe('string')
        expect(typeof error.message).toBe('string')
      }),
    )
  })

  it('can be written by the console logger', () => {
    const lines: string[] = []
    const logger = createConsoleLogger({ write: (line) => void lines.push(line) })
    fc.assert(
      fc.property(anyThrown, (make) => {
        const error = make()
        logger.error('it failed', { error })
        expect(lines.pop()).toMatch(/^\S+ ERROR it failed/)
      }),
    )
  })
})

describe('a description', () => {
  it('of an aggregate without words has those of the errors inside it', () => {
    const refused = (address: string): Error =>
      Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: 'ECONNREFUSED' })
    const plain = Object.assign(new TypeError('no words of the code'), { code: 'E_OTHER' })
    const all = new AggregateError([refused('::1:5672'), refused('127.0.0.1:5672'), plain])
    const message =
      'Error: connect ECONNREFUSED ::1:5672; Error: connect ECONNREFUSED 127.0.0.1:5672; ' +
      'TypeError: no words of the code (E_OTHER)'
    expect(describeThrown(all)).toMatchObject({ name: 'AggregateError', message })
    expect(localizedMessage(all, 'en')).toBe(message)
    expect(toError(all)).toMatchObject({ name: 'AggregateError', message })
  })

  it('names five of many, and its code where there is nothing else', () => {
    const many = new AggregateError(Array.from({ length: 7 }, (_, at) => new Error(String(at))))
    expect(describeThrown(many).message).toMatch(/Error: 4; and 2 more$/)
    expect(describeThrown(Object.assign(new Error(), { code: 'EPIPE' })).message).toBe('EPIPE')
  })

  it('shows what stands in place of a text, and takes the class for a name that is none', () => {
    class Odd extends Error {}
    const odd = Object.assign(new Odd(), { message: { reason: 'quota' }, name: 7 })
    expect(describeThrown(odd)).toMatchObject({ name: 'Odd', message: "{ reason: 'quota' }" })
    expect(toError(odd)).toMatchObject({ name: 'Odd', message: "{ reason: 'quota' }" })
  })

  it('runs none of the value’s own code but its getters', () => {
    const print = jest.fn()
    describeThrown({ [Symbol.for('nodejs.util.inspect.custom')]: print, toString: print })
    expect(print).not.toHaveBeenCalled()
  })

  it('says how much was left out', () => {
    expect(describeThrown(new Error('m'.repeat(20_000))).message).toMatch(
      /^m{16384}… \(3616 more characters\)$/,
    )
  })
})

describe('an error of ours', () => {
  it('is retried as it says, also when it is only a part of another', () => {
    const lost = new ConnectionError({
      code: 'ARQ_CONNECTION_REFUSED',
      text: { template: { en: 'x', 'zh-CN': 'x' }, params: {} },
      scope: 'connection',
    })
    expect(classifyError(lost, 0).isTransient).toBe(true)
    expect(classifyError(new AggregateError([lost]), 0).isTransient).toBe(true)
  })
})

describe('a guarded logger', () => {
  const failing = (fail: () => unknown): Logger => ({
    ...silentLogger,
    info: fail,
    error: fail,
    isLevelEnabled: fail as NonNullable<Logger['isLevelEnabled']>,
    child: fail as Logger['child'],
  })
  const thrower = (): never => {
    throw Object.create(null)
  }

  it('never throws, whatever the logger throws, and says it once', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const logger = guardedLogger(failing(thrower))
    logger.info('a')
    logger.child({ jobId: '1' }).child({ more: 2 }).error('b')
    expect(logger.isLevelEnabled?.('info')).toBe(true)
    expect(warn).toHaveBeenCalledTimes(1)
    expect(warn.mock.calls[0]?.[0]).toMatch(/^The logger failed.*NonError: non-error thrown/)
  })

  it('takes the rejection of an async logger', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const rejecting = (): Promise<void> => Promise.reject(new Error('disk full'))
    guardedLogger(failing(rejecting)).info('a')
    await new Promise((resolve) => setImmediate(resolve))
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it('hands on what it is given', () => {
    const lines: unknown[] = []
    const recording: Logger = {
      ...silentLogger,
      info: (message, fields) => void lines.push([message, fields]),
      isLevelEnabled: (level) => level !== 'debug',
      child: (bound) => ({ ...recording, info: (message) => void lines.push([message, bound]) }),
    }
    const logger = guardedLogger(recording)
    logger.info('plain', { a: 1 })
    logger.child({ b: 2 }).info('bound')
    expect(lines).toEqual([
      ['plain', { a: 1 }],
      ['bound', { b: 2 }],
    ])
    expect(logger.isLevelEnabled?.('debug')).toBe(false)
  })

  it('writes texts in the language of the logger, errors in them too', () => {
    const lines: string[] = []
    const write = (message: string): void => void lines.push(message)
    const recording: Logger = {
      ...silentLogger,
      info: write,
      child: () => recording,
    }
    const error = errorText(new ClosedError('Worker'))
    const text = portTexts.notConsuming({ queue: '图像', error })
    const inChinese = guardedLogger({ ...recording, language: 'zh-CN' })
    inChinese.child({}).info(text)
    guardedLogger(recording).info(text)
    const foreign = {
      [Symbol.for('arq.error')]: true,
      message: 'of another copy',
      name: 'ArqError',
    }
    inChinese.info(errorText(foreign))
    expect(lines).toEqual([
      '未能消费 图像：Worker 已关闭',
      'Nothing is consumed from 图像: Worker is closed',
      'of another copy',
    ])
  })
})
