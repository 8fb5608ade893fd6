import { describe, expect, it } from '@jest/globals'

import { createConsoleLogger } from '../src/log/console-logger.js'
import { lineTexts } from '../src/log/keeping-logger.js'
import { redactPaths } from '../src/log/redacted-paths.js'
import { redactSecrets, redactText, secretNames } from '../src/log/redaction.js'

/** URLs as people write them, each with one password or more that hold `hunter2`. */
const URLS = [
  'amqp://guest:hunter2@localhost:5672',
  'amqp://guest:hun%40hunter2@localhost/%2Fvhost',
  'amqp://guest:p@ss@hunter2@localhost',
  'amqp://guest:a/hunter2@localhost',
  'amqp://guest:hunter2#x@localhost:5672/vhost',
  'amqp://guest:hunter2?x@localhost',
  'amqp://guest:12hunter2/34@localhost',
  'redis://:hunter2@localhost:6379/0',
  'rediss://user:hunter2@[::1]:6379?password=hunter2&timeout=5',
  'sentinel://u:hunter2@h1:26379,h2:26379/mymaster?sentinelPassword=hunter2',
  'amqp://a:hunter2@h1,amqp://b:hunter2@h2,amqps://c:hunter2@h3/v',
  'amqp://a:hunter2@h1 amqp://b:hunter2/x@h2',
  'postgresql://u:hunter2@h/db?sslpassword=hunter2',
  'MONGODB+SRV://U:HUNTER2@cluster0.example.net',
]

describe('URLs in texts', () => {
  const clock = { now: () => 0, monotonicNow: () => 0, setTimer: () => ({ cancel: () => {} }) }
  const lineText = lineTexts('en', clock)
  const sinks: Readonly<Record<string, (message: string, fields: object) => string>> = {
    'a text': (message) => redactText(message),
    'a kept line': (message, fields) => lineText('info', message, { ...fields }),
    'the console': (message, fields) => {
      const lines: string[] = []
      const logger = createConsoleLogger({ write: (line) => void lines.push(line), clock })
      logger.child({ ...fields }).error(message, { ...fields })
      return lines.join('\n')
    },
  }
  const rows = Object.keys(sinks).flatMap((sink) => URLS.map((url) => [sink, url] as const))

  it.each(rows)('leave no password in %s: %s', (sink, url) => {
    const error = new Error(`refused: ${url}`, { cause: new Error(`no route to ${url}`) })
    const fields = { url, urls: [url, { url }], error }
    const said = sinks[sink]?.(`connecting to ${url} and then more`, fields) ?? ''
    expect(said).not.toMatch(/hunter2/i)
    expect(said).toContain('connecting to')
    expect(said).toContain(' and then more')
  })

  it('keep host, port and path, and everything that is no login', () => {
    expect(redactText('amqp://a:hunter2@h1:5672/v,amqp://b:hunter2@h2')).toBe(
      'amqp://a:[redacted]@h1:5672/v,amqp://b:[redacted]@h2',
    )
    for (const harmless of [
      'http://localhost:4873/@scope/package',
      'http://localhost:8080?mail=a@b.c',
      'http://localhost:8080 and a@b.c',
      'see https://example.org/a:b, write to a@b.c',
      'amqp://guest@localhost',
      '12:30 a@b.c',
    ]) {
      expect(redactText(harmless)).toBe(harmless)
    }
  })
})

describe('paths', () => {
  const job = {
    args: [{ card: '4111', holder: 'Ann', more: [1] }, 'x'],
    kwargs: { password: 'p', users: [{ iban: 'a' }, { iban: 'b', name: 'Bo' }], none: null },
    result: 'whole',
  }

  it('take out what they name, and share the rest', () => {
    const seen = redactPaths(job, ['args.0.card', 'kwargs.users.*.iban', 'result'])
    expect(seen).toEqual({
      args: [{ card: '[redacted]', holder: 'Ann', more: [1] }, 'x'],
      kwargs: {
        ...job.kwargs,
        users: [{ iban: '[redacted]' }, { iban: '[redacted]', name: 'Bo' }],
      },
      result: '[redacted]',
    })
    expect(seen.args[0]).toMatchObject({ more: [1] })
    expect(job.args[0]).toMatchObject({ card: '4111' })
  })

  it('do nothing where they lead nowhere, and say of nothing that it was something', () => {
    const paths = [
      'args.7',
      'args.x.y',
      'kwargs.nobody',
      'result.inside',
      'kwargs.none',
      'progress',
    ]
    expect(redactPaths(job, paths)).toEqual(job)
    expect(redactPaths(job, [])).toBe(job)
  })
})

describe('JSON that people look at', () => {
  it('loses what is secret by its name, at any depth, and passwords in texts', () => {
    const at = new Date(0)
    const value = { to: 'a', apiKey: 'k', list: [{ access_token: 't' }], url: 'redis://:p@h', at }
    expect(redactSecrets(value, secretNames([]))).toEqual({
      to: 'a',
      apiKey: '[redacted]',
      list: [{ access_token: '[redacted]' }],
      url: 'redis://:[redacted]@h',
      at,
    })
  })
})
