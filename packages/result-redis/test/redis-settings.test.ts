import { inspect } from 'node:util'

import { describe, expect, it } from '@jest/globals'

import { RedisResultStore } from '../src/index.js'
import { resolveRedisSettings } from '../src/redis-settings.js'
import { parseRedisUrl } from '../src/redis-url.js'

const problemOf = (make: () => unknown): unknown => {
  try {
    return make()
  } catch (error) {
    return error
  }
}

describe('settings of RedisResultStore', () => {
  it('are complete without any given', () => {
    expect(resolveRedisSettings({})).toEqual({
      address: expect.objectContaining({
        kind: 'single',
        endpoint: { host: 'localhost', port: 6379 },
        database: 0,
        tls: false,
      }),
      keyPrefix: 'rabbitmq_arq',
      layout: 'lean',
      tls: undefined,
      sentinelLogin: { username: undefined, password: undefined },
      connectTimeoutMs: 5000,
      commandTimeoutMs: 5000,
      retryOnTimeout: true,
      degradeOnFailure: true,
      maxIdsPerQueue: 100_000,
    })
  })

  it('take durations with a unit, and numbers as seconds', () => {
    const settings = resolveRedisSettings({ connectTimeout: '250ms', commandTimeout: 2 })
    expect(settings).toMatchObject({ connectTimeoutMs: 250, commandTimeoutMs: 2000 })
  })

  it('take timeouts beyond what a timer holds as the longest that it holds', () => {
    const { connectTimeoutMs, commandTimeoutMs } = resolveRedisSettings({
      connectTimeout: '365d',
      commandTimeout: '1000d',
    })
    for (const ms of [connectTimeoutMs, commandTimeoutMs]) {
      expect(ms).toBeGreaterThanOrEqual(86_400_000)
      // The client adds the pause between two of its pings.
      expect(ms).toBeLessThan(2 ** 31 - 3_600_000)
    }
  })

  it('take the prefix from the URL, unless it contradicts keyPrefix', () => {
    const url = 'redis://localhost?prefix=mine'
    expect(resolveRedisSettings({ url }).keyPrefix).toBe('mine')
    expect(resolveRedisSettings({ url, keyPrefix: 'mine' }).keyPrefix).toBe('mine')
    expect(() => resolveRedisSettings({ url, keyPrefix: 'other' })).toThrow(
      'keyPrefix: is other, but the url says ?prefix=mine; give one',
    )
  })

  it.each([
    [{ keyprefix: 'a' }, 'keyprefix: unknown key; did you mean keyPrefix?'],
    [{ commandTimeout: -1 }, 'commandTimeout: must be a duration: seconds as a number'],
    [{ commandTimeout: 0 }, 'commandTimeout: must be more than 0'],
    [{ maxIdsPerQueue: 0 }, 'maxIdsPerQueue: must be at least 1'],
    [{ keyPrefix: '' }, 'keyPrefix: must not be empty'],
    [{ tls: {} }, 'tls: needs a rediss: url'],
    [{ url: 'rediss://h', tls: { cert: 1 } }, 'tls.cert: must be PEM'],
    [
      { url: 'http://localhost' },
      'url: begins with http:; known: redis:, rediss:, redis+cluster:, ',
    ],
    [{ url: 'localhost:6379' }, 'url: begins with localhost:'],
    [{ url: 'redis://localhost/one' }, 'url: has /one where a database number is expected'],
    [{ url: 'redis://localhost?prefx=a' }, 'url: has an unknown query key prefx; did you mean'],
    [{ url: 'redis://localhost?prefix=' }, 'url: has an empty ?prefix='],
    [{ url: 'redis+cluster://a:1,b:x' }, 'url: has a host that cannot be read'],
    [{ url: 'redis+cluster://a:1,b:2/3' }, 'url: names a database; Redis Cluster has'],
    [{ url: 'redis+cluster://a', layout: 'python' }, 'layout: is python, whose keys of a job'],
    [{ url: 'redis+sentinel://a:1' }, 'url: does not name the primary'],
    [{ url: 'redis://a', sentinelPassword: 'w' }, 'sentinelPassword: is for a redis+sentinel: url'],
    [{ url: 'redis://a?ssl_ca_certs=/x' }, 'url: names a file in ssl_ca_certs that cannot be read'],
    [{ url: `redis://a?ssl_ca_certs=${import.meta.filename}` }, 'url: names files for TLS'],
    [
      { url: `rediss://a?ssl_ca_certs=${import.meta.filename}`, tls: { ca: 'x' } },
      'tls.ca: is given, and the url names a file for it; give one',
    ],
  ])('refuse %j, naming the key and the way out', (settings, message) => {
    // Wrong on purpose: programs in plain JavaScript get no help from the compiler.
    const make = () => new RedisResultStore(settings as never)
    expect(problemOf(make)).toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringContaining(message),
    })
  })

  it.each([
    'redis://me:secret word@[bad',
    'redis://me:sec%ret@localhost',
    'x://me:secret@h',
    'redis+cluster://me:secret@a:b,c',
    'redis+cluster://me:secret/word@a:1,b:2',
    'redis+sentinel://me:secret@a:1,b:secret/m',
  ])('never repeat a password, not even of a URL that cannot be read: %s', (url) => {
    const error = problemOf(() => new RedisResultStore({ url }))
    expect(error).toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
    expect(inspect(error, { depth: 10 })).not.toMatch(/secret|sec%ret/)
  })
})

describe('a Redis URL', () => {
  it('is taken apart', () => {
    expect(parseRedisUrl('rediss://me%40home:p%40ss@[::1]:7000/12?prefix=p')).toEqual({
      kind: 'single',
      endpoint: { host: '::1', port: 7000 },
      tls: true,
      username: 'me@home',
      password: 'p@ss',
      database: 12,
      prefix: 'p',
      tlsFiles: {},
      shown: 'rediss://[::1]:7000/12',
    })
  })

  it('may have a password only, and nothing else', () => {
    expect(parseRedisUrl('redis://:word@h')).toMatchObject({
      endpoint: { host: 'h', port: 6379 },
      password: 'word',
    })
  })

  it('may name some nodes of a cluster', () => {
    expect(parseRedisUrl('rediss+cluster://me:p%2Cw@a:7001,[::1],10.0.0.3:7003?prefix=p')).toEqual({
      kind: 'cluster',
      endpoints: [
        { host: 'a', port: 7001 },
        { host: '::1', port: 6379 },
        { host: '10.0.0.3', port: 7003 },
      ],
      tls: true,
      username: 'me',
      password: 'p,w',
      database: 0,
      prefix: 'p',
      tlsFiles: {},
      shown: 'rediss+cluster://a:7001,[::1]:6379,10.0.0.3:7003',
    })
    expect(parseRedisUrl('redis+cluster://a:80')).toMatchObject({
      endpoints: [{ host: 'a', port: 80 }],
    })
  })

  it('may name sentinels, and the primary that they watch', () => {
    expect(parseRedisUrl('redis+sentinel://:word@a,b:26380/my-primary/2')).toMatchObject({
      kind: 'sentinel',
      endpoints: [
        { host: 'a', port: 26_379 },
        { host: 'b', port: 26_380 },
      ],
      masterName: 'my-primary',
      password: 'word',
      database: 2,
      shown: 'redis+sentinel://a:26379,b:26380/my-primary/2',
    })
  })
})
