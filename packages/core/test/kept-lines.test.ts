import { describe, expect, it } from '@jest/globals'

import { guardedLogger } from '../src/log/guarded-logger.js'
import { keepingLogger, lineTexts } from '../src/log/keeping-logger.js'
import { KeptLines } from '../src/log/kept-lines.js'
import { type Logger, silentLogger } from '../src/log/logger.js'

const bytesOf = (lines: readonly string[]): number => Buffer.byteLength(lines.join('\n')) + 1

describe('the lines that are kept', () => {
  it('are all of them while there is room', () => {
    const lines = new KeptLines(100)
    for (const line of ['one', 'two', '']) lines.add(line)
    expect(lines.kept).toEqual({ lines: ['one', 'two', ''], dropped: 0 })
  })

  it('are the last ones beyond it, with the number of those that went', () => {
    const lines = new KeptLines(20)
    for (let n = 1; n <= 100; n += 1) lines.add(`line ${String(n).padStart(3)}`)
    expect(lines.kept).toEqual({ lines: ['line  99', 'line 100'], dropped: 98 })
  })

  it.each([1, 3, 8, 9, 10, 11, 12, 64])(
    'never take more than %d bytes, whatever letters they have',
    (limit) => {
      const lines = new KeptLines(limit)
      for (const line of ['中文 🐇 zażółć', 'x', '🐇🐇🐇🐇🐇', 'é'.repeat(50)]) {
        lines.add(line)
        expect(lines.kept.lines.join('')).not.toContain('\uFFFD')
        // Below the mark's own size a line is nothing but its mark.
        expect(bytesOf(lines.kept.lines)).toBeLessThanOrEqual(Math.max(limit, bytesOf([' …'])))
      }
    },
  )

  it('mark a line that is longer than all of the room', () => {
    const lines = new KeptLines(16)
    lines.add('a'.repeat(100))
    expect(lines.kept).toEqual({ lines: ['aaaaaaaaaaa …'], dropped: 0 })
  })
})

describe('a logger whose lines are kept', () => {
  const clock = { now: () => 0 }
  function setup(base: Partial<Logger> = {}) {
    const kept: string[] = []
    const said: string[] = []
    const inner: Logger = {
      ...silentLogger,
      isLevelEnabled: () => true,
      info: (message) => void said.push(message),
      child: () => inner,
      ...base,
    }
    const keep = (line: string): void => void kept.push(line)
    const lineText = lineTexts('en', clock)
    return { kept, said, logger: keepingLogger(guardedLogger(inner), { lineText, keep }) }
  }

  it('writes them as before, and keeps time, level, message and fields, those of children, too', () => {
    const { kept, said, logger } = setup()
    logger.child({ step: 1 }).child({ part: 'a b' }).info('paid', { amount: 5 })
    expect(said).toEqual(['paid'])
    expect(kept).toEqual(['1970-01-01T00:00:00.000Z INFO  paid step=1 part="a b" amount=5'])
  })

  it('keeps no secret, and one line of each', () => {
    const { kept, logger } = setup()
    logger.warn('to amqp://u:hunter2@h\nnext', { password: 'hunter2', error: new Error('hunter') })
    expect(kept).toHaveLength(1)
    expect(kept[0]).not.toMatch(/hunter2|\n/)
    expect(kept[0]).toContain('Error: hunter')
  })

  it('keeps nothing of a level that is not written', () => {
    const { kept, logger } = setup({ isLevelEnabled: (level) => level !== 'debug' })
    logger.debug('a')
    logger.info('b')
    expect(kept).toEqual(['1970-01-01T00:00:00.000Z INFO  b'])
  })
})
