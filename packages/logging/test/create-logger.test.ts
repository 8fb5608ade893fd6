import { ConfigurationError, JobNotFound } from '@arq/core'
import { describe, expect, it } from '@jest/globals'
import { format } from 'winston'

import { createLogger, type LoggerSettings } from '../src/index.js'

const clock = { now: () => Date.UTC(2026, 10, 22, 1, 35, 0, 675) }

interface JsonLine extends Record<string, unknown> {
  readonly message: string
}

/** A logger and what it has printed. */
function setup(settings: LoggerSettings = {}) {
  const printed: string[] = []
  const stream = { write: (text: string) => printed.push(text) }
  const logger = createLogger({ stream, clock, ...settings })
  const lines = async (): Promise<string[]> => {
    await logger.close()
    return printed
      .join('')
      .split('\n')
      .filter((line) => line !== '')
  }
  const objects = async () => (await lines()).map((line) => JSON.parse(line) as JsonLine)
  return { logger, printed, lines, objects }
}

describe('levels', () => {
  const all = (level: LoggerSettings['level']) => {
    const { logger, objects } = setup({ level, format: 'json' })
    logger.debug('a')
    logger.info('b')
    logger.warn('c')
    logger.error('d')
    logger.fatal('e')
    return objects().then((lines) => lines.map((line) => line['level']))
  }

  it.each([
    ['debug', ['debug', 'info', 'warn', 'error', 'fatal']],
    ['INFO', ['info', 'warn', 'error', 'fatal']],
    ['WARNING', ['warn', 'error', 'fatal']],
    ['error', ['error', 'fatal']],
    ['CRITICAL', ['fatal']],
    ['fatal', ['fatal']],
  ] as const)('of %s and above are written, and no others', async (level, expected) => {
    expect(await all(level)).toEqual(expected)
  })

  it('are info and above when none is given', async () => {
    expect(await all(undefined)).toEqual(['info', 'warn', 'error', 'fatal'])
  })
})

describe('a text line', () => {
  const line = async (log: (logger: ReturnType<typeof setup>['logger']) => void) => {
    const { logger, lines } = setup({ level: 'debug' })
    log(logger)
    const all = await lines()
    expect(all).toHaveLength(1)
    return all[0]!
  }

  it('has time, level, name, message and fields', async () => {
    const text = await line((logger) =>
      logger
        .child({ logger: 'worker', queue: 'default' })
        .warn('late', { ms: 12, ok: true, none: null }),
    )
    expect(text).toBe(
      '2026-11-22T01:35:00.675Z WARN  [worker] late queue=default ms=12 ok=true none=null',
    )
  })

  it('stays one line, whatever breaks and escapes are in it', async () => {
    const text = await line((logger) =>
      logger.info('two\nlines\u001b[31m', { 'a\nb': 'c\r\nd\u2028e', list: ['x\ny'], empty: '' }),
    )
    expect(text).toBe(
      String.raw`2026-11-22T01:35:00.675Z INFO  two\nlines\u001b[31m "a\nb"="c\r\nd\u2028e" list=["x\ny"] empty=""`,
    )
  })

  it('shows an error with its stack, its causes and the errors inside', async () => {
    const root = Object.assign(new Error('no route'), { code: 'ECONNREFUSED' })
    const inner = new AggregateError([new TypeError('first'), 'second'], 'both failed')
    inner.cause = root
    const text = await line((logger) => logger.error('failed', { error: inner }))
    expect(text).toContain('error="AggregateError: both failed\\n    at ')
    expect(text).toContain('[0] TypeError: first\\n    at ')
    expect(text).toContain('[1] \\"second\\"')
    expect(text).toContain(String.raw`Caused by: Error: no route {\"code\":\"ECONNREFUSED\"}`)
    expect(text).toContain('create-logger.test.ts')
  })
})

describe('a JSON line', () => {
  it('is one object, and its own names are never overwritten', async () => {
    const { logger, objects } = setup({ format: 'json' })
    logger.info('hello\nworld', { level: 'mine', message: 1, time: null, n: 2, gone: undefined })
    expect(await objects()).toEqual([
      {
        time: '2026-11-22T01:35:00.675Z',
        level: 'info',
        message: 'hello\nworld',
        level_: 'mine',
        message_: 1,
        time_: null,
        n: 2,
      },
    ])
  })

  it('carries errors as objects with stack and cause', async () => {
    const { logger, objects } = setup({ format: 'json' })
    const cause = new RangeError('too far')
    logger.error('failed', {
      error: new Error('outer', { cause }),
      known: new JobNotFound({ jobId: 'j' }),
    })
    const { error, known } = (await objects())[0] as { error?: JsonLine; known?: JsonLine }
    expect(error).toMatchObject({ name: 'Error', message: 'outer', cause: { name: 'RangeError' } })
    expect(error!['stack']).toContain('create-logger.test.ts')
    expect(known).toMatchObject({
      name: 'JobNotFound',
      code: 'ARQ_JOB_NOT_FOUND',
      details: { jobId: 'j' },
    })
  })

  it('tells our own errors in the chosen language', async () => {
    const { logger, objects } = setup({ format: 'json', language: 'zh-CN' })
    logger.error('failed', { error: new JobNotFound({ jobId: 'j' }) })
    expect(await objects()).toMatchObject([{ error: { message: '任务 j 不存在' } }])
  })
})

describe('values', () => {
  it('of every kind are written, and none does harm', async () => {
    const { logger, objects } = setup({ format: 'json' })
    const cycle: Record<string, unknown> = { name: 'loop' }
    cycle['self'] = cycle
    const deep: Record<string, unknown> = {}
    let level = deep
    for (let depth = 0; depth < 50; depth += 1) level = level['in'] = {} as Record<string, unknown>
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no keys')
        },
      },
    )
    logger.info('all', {
      cycle,
      deep,
      hostile,
      big: 12345678901234567890n,
      symbol: Symbol('s'),
      run: function named() {},
      nothing: undefined,
      numbers: [Number.NaN, Infinity, -0],
      holes: [undefined, 1],
      date: new Date(0),
      badDate: new Date(Number.NaN),
      map: new Map([['k', new Set([1])]]),
      bytes: new Uint8Array(12),
      url: new URL('http://h/x'),
      custom: { toJSON: () => ({ shown: true }) },
      throwing: {
        toJSON: () => {
          throw new Error('no')
        },
      },
      getter: Object.defineProperty({}, 'x', {
        enumerable: true,
        get: () => {
          throw new Error('no')
        },
      }),
      bare: Object.assign(Object.create(null) as object, { a: 1 }),
      long: 'x'.repeat(100_000),
      wide: Array.from({ length: 1000 }, (_, index) => index),
    })
    const [line] = await objects()
    expect(line).toMatchObject({
      cycle: { name: 'loop', self: '[circular]' },
      hostile: '[unreadable]',
      big: '12345678901234567890',
      symbol: 'Symbol(s)',
      run: '[function named]',
      numbers: ['NaN', 'Infinity', 0],
      holes: [null, 1],
      date: '1970-01-01T00:00:00.000Z',
      badDate: 'Invalid Date',
      map: { k: [1] },
      bytes: '[12 bytes]',
      url: 'http://h/x',
      custom: { shown: true },
      throwing: '[unreadable]',
      getter: { x: '[unreadable]' },
      bare: { a: 1 },
    })
    expect(line).not.toHaveProperty('nothing')
    expect(JSON.stringify(line!['deep'])).toContain('[object]')
    expect(String(line!['long']).length).toBeLessThan(70_000)
    expect((line!['wide'] as unknown[]).at(-1)).toBe('[800 more]')
  })

  it('that cannot even be copied do not reach the caller', async () => {
    const { logger, lines } = setup()
    const fields = Object.defineProperty({ a: 1 }, 'b', {
      enumerable: true,
      get: () => {
        throw new Error('no')
      },
    })
    logger.info('getter', fields)
    logger.child(fields).info('child')
    // As a program in plain JavaScript may do.
    logger.error(new Error('as message') as never)
    logger.info(undefined as never, null as never)
    const all = await lines()
    expect(all).toHaveLength(4)
    expect(all[0]).toMatch(/getter a=1 b=\[unreadable\]$/)
    expect(all[2]).toContain('Error: as message')
  })
})

describe('secrets', () => {
  it('are left out by name at any depth, and out of texts', async () => {
    const { logger, printed, lines } = setup({ redact: ['ssn', 'customerName'] })
    const secret = 'hunter2'
    const url = `amqp://worker:${secret}@rabbit:5672/vhost`
    logger.info(`connecting to ${url}, redis://:${secret}@r and https://h/p?token=${secret}&a=1`, {
      password: secret,
      DB_PASSWORD: secret,
      settings: { nested: [{ accessToken: secret, apiKey: secret, 'x-api-key': secret }] },
      headers: { Authorization: `Bearer ${secret}${secret}`, cookie: secret },
      note: `Authorization: Bearer ${secret}${secret}`,
      url,
      location: new URL(url),
      map: new Map([['clientSecret', secret]]),
      error: Object.assign(new Error(`refused ${url}`, { cause: { password: secret } }), {
        token: secret,
      }),
      ssn: secret,
      customer_name: secret,
    })
    logger.child({ token: secret, keep: 'yes' }).info('child')
    await lines()
    const text = printed.join('')
    expect(text).not.toContain(secret)
    expect(text).toContain('amqp://worker:[redacted]@rabbit:5672/vhost')
    expect(text).toContain('a=1')
    expect(text).toContain('keep=yes')
  })

  it('are told from names that only look alike', async () => {
    const { logger, objects } = setup({ format: 'json', redact: ['pin'] })
    logger.info('x', { shipping: 1, secretary: 2, passed: 3, tokenizer: 4, mail: 'a:b@c.d' })
    expect((await objects())[0]).toMatchObject({
      ...{ shipping: 1, secretary: 2, passed: 3, tokenizer: 4, mail: 'a:b@c.d' },
    })
  })
})

describe('a format of the caller’s own', () => {
  it('may be a function of the line', async () => {
    const { logger, lines } = setup({
      format: ({ level, message, fields }) => `${level}|${message}|${JSON.stringify(fields['a'])}`,
    })
    logger.info('x', { a: 1 })
    expect(await lines()).toEqual(['info|x|1'])
  })

  it('may be a winston format, which sees only what is not secret', async () => {
    const { logger, lines } = setup({
      format: format.combine(
        format((info) => (info.message === 'drop' ? false : info))(),
        format.printf(
          (info) => `${info.level} ${String(info.message)} ${JSON.stringify(info['password'])}`,
        ),
      ),
    })
    logger.info('drop')
    logger.info('x', { password: 'hunter2' })
    expect(await lines()).toEqual(['info x "[redacted]"'])
  })

  it('that throws costs its layout, not the line, and is told once', async () => {
    const { logger, lines } = setup({
      format: () => {
        throw new Error('bad layout')
      },
    })
    logger.info('first')
    logger.info('second')
    const all = await lines()
    expect(all).toHaveLength(3)
    expect(all.filter((line) => line.includes('bad layout'))).toHaveLength(1)
    expect(
      all
        .filter((line) => line.startsWith('{'))
        .map((line) => (JSON.parse(line) as JsonLine).message),
    ).toEqual(['first', 'second'])
  })
})

describe('settings', () => {
  it.each([
    [{ levle: 'info' }, 'levle: unknown key; did you mean level?'],
    [
      { level: 'loud' },
      'level: must be one of debug, info, warn, error, fatal, warning, critical; got "loud"',
    ],
    [{ format: 'xml' }, 'format: must be "text", "json", a function'],
    [{ file: { pth: 'x' } }, 'did you mean path?'],
    [{ file: { path: 'x', maxFiles: 0 } }, 'file.maxFiles: must be at least 1'],
    [{ redact: 'password' }, 'redact: must be a list'],
    [{ language: 'de' }, 'language: must be "en" or "zh-CN"'],
    [{ file: { path: '/dev/null/x.log' } }, 'file.path: cannot be written: '],
  ])('%j are refused, naming the key', (settings, problem) => {
    let caught: unknown
    try {
      createLogger(settings as never)
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(ConfigurationError)
    expect((caught as Error).message).toContain(problem)
  })
})

describe('closing', () => {
  it('writes out everything first, may be repeated, and takes no line after', async () => {
    const { logger, printed } = setup()
    for (let count = 0; count < 1000; count += 1) logger.info(`line ${String(count)}`)
    const closing = logger.close()
    logger.child({}).info('late')
    await Promise.all([closing, logger.close()])
    logger.info('later')
    expect(printed).toHaveLength(1000)
  })

  it('does nothing to a logger that writes nowhere', async () => {
    const { logger, printed } = setup({ console: false })
    logger.fatal('nobody hears')
    await logger.close()
    expect(printed).toEqual([])
  })
})
