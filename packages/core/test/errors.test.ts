import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'

import { describe, expect, it } from '@jest/globals'

import { errorTexts } from '../src/errors/error-texts.js'
import { explainCode } from '../src/errors/explain-code.js'
import { toError } from '../src/errors/to-error.js'
import * as core from '../src/index.js'

const packagesDir = join(dirname(fileURLToPath(import.meta.url)), '../..')

describe('our errors', () => {
  const timeout = new core.ResultTimeout({ jobId: 'j1', timeoutMs: 1500, status: 'queued' })

  it('have a name, a code, data, and a text that says the limit', () => {
    expect(timeout).toMatchObject({
      name: 'ResultTimeout',
      code: 'ARQ_RESULT_TIMEOUT',
      retryable: true,
      details: { jobId: 'j1', timeoutMs: 1500, status: 'queued' },
      message: 'No result of job j1 within 1.5 s (status: queued)',
    })
  })

  it('are printed with what they know, and not with their texts in all languages', () => {
    expect(inspect(timeout).replace(timeout.stack ?? '', '')).toBe(
      " {\n  code: 'ARQ_RESULT_TIMEOUT',\n  details: { jobId: 'j1', timeoutMs: 1500, status: 'queued' }\n}",
    )
    const issue = { path: 'queueName', text: errorTexts.closed({ what: 'x' }) }
    const wrong = new core.ConfigurationError('Worker settings', [issue])
    expect(inspect(wrong, { depth: 9 })).not.toContain('zh-CN')
    expect(inspect(wrong, { depth: 9 }).match(/path: 'queueName'/g)).toHaveLength(1)
    expect(wrong.issues).toMatchObject([{ path: 'queueName', message: 'x is closed' }])
    expect(core.localizedMessage(wrong, 'zh-CN')).toContain('queueName')
  })

  it('stand in one hierarchy', () => {
    expect(timeout).toBeInstanceOf(core.ResultNotFound)
    expect(timeout).toBeInstanceOf(core.JobError)
    expect(timeout).toBeInstanceOf(core.ArqError)
    expect(timeout).toBeInstanceOf(Error)
    expect(new core.Retry()).toBeInstanceOf(core.JobError)
    expect(new core.ClosedError('Client')).not.toBeInstanceOf(core.JobError)
  })

  it('are recognised by their brand, also those of another copy of the package', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('arq.error')]: true })
    expect(core.isArqError(foreign)).toBe(true)
    expect(core.isArqError(timeout)).toBe(true)
    for (const value of [new Error('x'), null, undefined, 'ARQ_CLOSED', { code: 'ARQ_CLOSED' }]) {
      expect(core.isArqError(value)).toBe(false)
    }
  })

  it('have their text in both languages, other errors their own', () => {
    expect(core.localizedMessage(timeout, 'en')).toBe(timeout.message)
    expect(core.localizedMessage(timeout, 'zh-CN')).toBe(
      '1.5 秒内没有任务 j1 的结果（状态：queued）',
    )
    expect(core.localizedMessage(new TypeError('own words'), 'zh-CN')).toBe('own words')
    expect(core.localizedMessage(undefined, 'en')).toBe('non-error thrown: undefined')
  })

  it('keep their cause', () => {
    const cause = new Error('socket')
    const text = errorTexts.closed({ what: 'x' })
    const error = new core.ConnectionLost({
      code: 'ARQ_CONNECTION_LOST',
      text,
      cause,
      scope: 'connection',
    })
    expect(error).toMatchObject({ cause, scope: 'connection' })
    expect('cause' in new core.ClosedError('x')).toBe(false)
  })

  it('carry what a failed task threw', () => {
    const original = { name: 'ValueError', message: 'boom', stack: 'at …' }
    const error = new core.JobFailed({ jobId: 'j1', original })
    expect(error.original).toBe(original)
    expect(error.message).toBe('Job j1 failed: ValueError: boom')
  })

  it('are made new each time', () => {
    expect(new core.Retry({ defer: '30s' }).defer).toBe('30s')
    expect(new core.Retry().defer).toBeUndefined()
    expect(new core.Retry().stack).not.toBe(new core.Retry({ defer: 1 }).stack)
  })
})

describe('the table of codes', () => {
  const codes = Object.keys(core.ERROR_CODES)

  /** Every `'ARQ_…'` in the sources, and which file it is in. */
  async function usedCodes(): Promise<Map<string, Set<string>>> {
    const used = new Map<string, Set<string>>()
    for (const name of await readdir(packagesDir)) {
      const sources = join(packagesDir, name, 'src')
      for (const file of await readdir(sources, { recursive: true }).catch(() => [])) {
        if (!file.endsWith('.ts')) continue
        const text = await readFile(join(sources, file), 'utf8')
        // Codes are quoted; names of environment variables stand in `env: '…'` or behind `environment` or `env`.
        const withoutEnv = text.replace(/env: '[A-Z_]+'/g, '').replace(/env\w*\['\w+'\]/g, '')
        for (const [, code = ''] of withoutEnv.matchAll(/'(ARQ_[A-Z_]+)'/g)) {
          const place = `${name}/${file}`
          used.set(code, (used.get(code) ?? new Set<string>()).add(place))
        }
      }
    }
    return used
  }

  it('has every code that is used, and each of them is used', async () => {
    const used = await usedCodes()
    expect([...used.keys()].filter((code) => !codes.includes(code))).toEqual([])
    const unused = codes.filter((code) => {
      const places = [...(used.get(code) ?? [])]
      return places.length === 0
    })
    expect(unused).toEqual([])
  })

  it('says of each what happened and what to do', () => {
    for (const [code, { meaning, action, retryable }] of Object.entries(core.ERROR_CODES)) {
      expect(code).toMatch(/^ARQ_[A-Z]+(_[A-Z]+)*$/)
      expect(meaning).toMatch(/\w+ \w+.*\.$/)
      expect(action).toMatch(/\w+.*\.$/)
      expect(typeof retryable).toBe('boolean')
    }
  })

  it('is told in both languages, with the same names of code and the same flags', () => {
    for (const [key, { meaning, action, retryable, sent }] of Object.entries(core.ERROR_CODES)) {
      const code = key as core.ErrorCode
      const english = explainCode(code, 'en')
      const chinese = explainCode(code, 'zh-CN')
      expect(english).toMatchObject({ code, meaning, action, retryable, sent })
      expect(chinese).toMatchObject({ code, retryable, sent })
      expect(chinese.meaning).toMatch(/\p{Script=Han}.*。$/u)
      expect(chinese.action).toMatch(/\p{Script=Han}.*。$/u)
      const names = (words: string) => words.match(/\b\w+[.-]\w+\b|\b[a-z]+[A-Z]\w+/g) ?? []
      expect([code, names(chinese.action)]).toEqual([code, names(action)])
    }
  })
})

describe('toError', () => {
  it('leaves errors as they are', () => {
    const error = new TypeError('x')
    expect(toError(error)).toBe(error)
    const foreign = { name: 'Foreign', message: 'of another realm' }
    expect(toError(foreign)).toBe(foreign)
  })

  it.each<[unknown, string]>([
    ['text', 'text'],
    [undefined, 'non-error thrown: undefined'],
    [null, 'non-error thrown: null'],
    [5, 'non-error thrown: 5'],
    [{ code: 1 }, 'non-error thrown: { code: 1 }'],
    [Symbol('s'), 'non-error thrown: Symbol(s)'],
  ])('makes an error of %p', (thrown, message) => {
    expect(toError(thrown)).toMatchObject({ name: 'NonError', message })
  })
})
