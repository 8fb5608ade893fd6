import { describe, expect, it } from '@jest/globals'

import { createConsoleLogger } from '../src/log/console-logger.js'
import { LOG_LEVELS } from '../src/log/log-levels.js'
import { type LogLevel, silentLogger } from '../src/log/logger.js'
import type { Clock } from '../src/time/clock.js'

const clock: Clock = {
  now: () => 0,
  monotonicNow: () => 0,
  setTimer: () => ({ cancel: () => undefined }),
}

function setup(level?: LogLevel) {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const logger = createConsoleLogger({ write, clock, ...(level === undefined ? {} : { level }) })
  return { lines, logger }
}

describe('the console logger', () => {
  it('writes one line: time, level, text, fields', () => {
    const { lines, logger } = setup()
    logger.info('job done', { jobId: 'j1', ms: 5, gone: undefined, nested: { a: [1, 'x'] } })
    expect(lines).toEqual([
      "1970-01-01T00:00:00.000Z INFO  job done jobId=j1 ms=5 nested={ a: [ 1, 'x' ] }",
    ])
  })

  it.each(LOG_LEVELS)('at level %s leaves out what is below', (level) => {
    const { lines, logger } = setup(level)
    for (const each of LOG_LEVELS) logger[each](each)
    const wanted = LOG_LEVELS.slice(LOG_LEVELS.indexOf(level))
    expect(lines.map((line) => line.split(' ').at(-1))).toEqual(wanted)
  })

  it('leaves out debug lines unless it is told otherwise', () => {
    const { lines, logger } = setup()
    logger.debug('x')
    expect(lines).toEqual([])
  })

  it('gives its fields to its children, which may add and replace', () => {
    const { lines, logger } = setup()
    logger.child({ a: 1, b: 1 }).child({ b: 2 }).warn('x', { c: 3 })
    expect(lines[0]).toMatch(/ WARN {2}x a=1 b=2 c=3$/)
  })

  it('keeps values with line breaks, quotes and errors on the line', () => {
    const { lines, logger } = setup()
    logger.error('x', { text: 'two\nlines "quoted"', error: new Error('bad\nthing') })
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toContain('\n')
    expect(lines[0]).toContain('text="two\\nlines \\"quoted\\""')
    expect(lines[0]).toContain('bad\\nthing')
  })

  it('has a sibling that says nothing', () => {
    for (const level of LOG_LEVELS) {
      expect(() => silentLogger.child({})[level]('x')).not.toThrow()
    }
  })
})
