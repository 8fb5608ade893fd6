import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it, jest } from '@jest/globals'

import { type Logger, silentLogger } from '../../src/index.js'
import { guardedLogger } from '../../src/log/guarded-logger.js'
import { texts } from '../../src/texts/texts.js'
import { Recorder } from './recorder.js'

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url))

function failing(fail: () => never): Logger {
  return { ...silentLogger, isLevelEnabled: () => true, warn: fail, child: fail }
}

describe('log lines', () => {
  it.each([
    ['en', 'a lock was lost'],
    ['zh-CN', '锁已丢失'],
  ] as const)(
    'are in the language of their logger (%s), with the fields of its parents',
    (language, line) => {
      const recorder = new Recorder(language)
      guardedLogger(recorder).child({ consumerGroup: 'g' }).warn(texts.logLockLost(), { queue: 1 })
      const fields = { consumerGroup: 'g', queue: 1 }
      expect(recorder.lines).toEqual([{ level: 'warn', message: line, fields }])
    },
  )

  it('of every level reach the logger, which knows best what it writes; it can be asked before', () => {
    const recorder = new Recorder()
    const logger = Object.assign(recorder, { isLevelEnabled: () => false })
    guardedLogger(logger).warn(texts.logLockLost())
    expect(recorder.lines).toHaveLength(1)
    expect(guardedLogger(logger).isLevelEnabled?.('warn')).toBe(false)
  })

  it('are made where nobody can say whether their level is written', () => {
    const isLevelEnabled = (): never => {
      throw new TypeError('no level')
    }
    expect(guardedLogger({ ...silentLogger, isLevelEnabled }).isLevelEnabled?.('warn')).toBe(true)
  })

  it('that a logger cannot write harm nobody, and are told of once', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const logger = guardedLogger(
      failing(() => {
        throw new TypeError('disk full')
      }),
    )
    logger.child({ a: 1 }).warn(texts.logLockLost())
    logger.warn(texts.logLockLost())
    expect(warn.mock.calls).toEqual([
      ['The logger failed, its lines are lost (said once): TypeError: disk full'],
    ])
  })

  it('that an async logger rejects are no unhandled rejections', async () => {
    const warned = new Promise((resolve) => {
      jest.spyOn(process, 'emitWarning').mockImplementation(resolve)
    })
    // As users may have it: an async function where one that returns nothing is expected.
    const warn = async () => Promise.reject(new Error('no socket'))
    const logger = Object.assign({ ...silentLogger, isLevelEnabled: () => true }, { warn })
    guardedLogger(logger).warn('line')
    await expect(warned).resolves.toContain('no socket')
  })

  it('go nowhere but to the logger: no source writes to the console or keeps a logger of its own', () => {
    const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => ({ path, text: readFileSync(SOURCES + path, 'utf8') }))
      .map(({ path, text }) => ({ path, code: text.replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '') }))
    const writing = sources.filter(({ code }) => /\bconsole\.|process\.std(out|err)/.test(code))
    const global = sources.filter(({ code }) => /^(export )?(let|var) /m.test(code))
    expect([...writing, ...global].map(({ path }) => path)).toEqual([])
  })
})
