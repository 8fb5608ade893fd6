import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'

import type { TextTemplate } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const ROOMS = [
  ...['core', 'client', 'worker', 'transport-amqp'],
  ...['result-redis', 'result-s3', 'result-sql', 'result-mongodb'],
  ...['memory', 'threads', 'logging', 'admin', 'dashboard'],
].map((name) => `packages/${name}`)

const sources = [...ROOMS, 'apps/cli'].flatMap((room) => {
  const folder = join(ROOT, room, 'src')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => {
      const path = join(folder, file)
      return { name: relative(ROOT, path), code: readFileSync(path, 'utf8') }
    })
})
const catalogues = sources.filter(({ code }) =>
  /^(?:export )?const \w+ = define(?:Code)?Texts/m.test(code),
)

/** The catalogues of a file: what stands between `defineTexts({` and the `})` at the start of a line. */
function entriesOf(code: string): readonly (readonly [string, TextTemplate])[] {
  const literals = code.matchAll(
    /^(?:export )?const \w+ = define(?:Code)?Texts\((\{\n[\s\S]*?\n\})\)$/gm,
  )
  return [...literals].flatMap(([, literal = '']) =>
    // A catalogue holds texts only: nothing in it needs the file around it.
    Object.entries(runInNewContext(`(${literal})`) as Record<string, TextTemplate>),
  )
}

const placeholders = (words: string): readonly string[] =>
  [...words.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort()

/** Code of which comments are gone: what is quoted in them is not said to anybody. */
const withoutComments = (code: string): string =>
  code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

/** A literal that begins where one of these ends is read by a person. */
const SPOKEN = [
  /\blogger\??\.(?:debug|info|warn|error|fatal)\(\s*/,
  /\brefuse\([^'"`;]*(?:'[\w.]+',\s*)?/,
  /\bpath: [^,{}]*, message: /,
  /\b(?:message|problem|reason|hint|words) = (?:[^'"`;\n]*\? *)?/,
  // What stands in `details` is read by programs.
  /(?<!details: \{ )\b(?:problem|reason|hint): /,
  /\.wrong\(\s*/,
  /\b(?:unreadable|notARecord)\((?:'\w+',\s*)?/,
  /\bv\.(?:string|number|boolean|integer|nonEmpty|date|regex|url)\(\s*/,
  /\bv\.(?:picklist|custom|array|check|minLength|maxLength|minValue|maxValue|union)\b[^'"`;]*,\s*/,
]
const LITERAL = /(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)/

/** Words with a blank between them, one of them not filled in. */
function isSentence(literal: string): boolean {
  const words = literal.replace(/\$\{[^}]*\}/g, '…')
  return / [\w…]/.test(words) && /[a-z]{2}/i.test(words)
}

function spokenLiterals(code: string): readonly string[] {
  const said = withoutComments(code)
  return SPOKEN.flatMap((before) => {
    const found = said.matchAll(new RegExp(`${before.source}(${LITERAL.source})`, 'g'))
    return [...found].map((match) => match[1] ?? '').filter((literal) => isSentence(literal))
  })
}

describe('the texts for people', () => {
  it('are found in every room', () => {
    for (const room of [...ROOMS, 'apps/cli']) {
      expect(catalogues.some(({ name }) => name.startsWith(room))).toBe(true)
    }
  })

  it.each(catalogues)('of $name exist in both languages, with the same values', ({ code }) => {
    const entries = entriesOf(code)
    expect(entries).not.toEqual([])
    for (const [key, { en, 'zh-CN': chinese }] of entries) {
      expect([key, placeholders(chinese)]).toEqual([key, placeholders(en)])
      // What has words in English has them in Chinese; names of settings and programs stay what they are.
      const hasWords = /[a-z]{2}/i.test(en.replace(/\{\w+\}/g, ''))
      const isTranslated = /\p{Script=Han}/u.test(chinese) || en === chinese
      expect([key, en !== '' && chinese !== '' && (isTranslated || !hasWords)]).toEqual([key, true])
    }
  })

  it('stand nowhere but in the catalogues', () => {
    const outside = sources.flatMap(({ name, code }) =>
      spokenLiterals(code).map((literal) => `${name}: ${literal}`),
    )
    expect(outside).toEqual([])
  })

  it.each([
    "logger.warn('the queue is gone')",
    'this.#parts.logger.info(`ready on ${queue}`)',
    "v.string('must be text')",
    "v.check((value) => value > 0, 'must be more than 0')",
    "refuse('url', 'has no host')",
    "new ConfigurationError(subject, [{ path: 'url', message: 'has no host' }])",
    'throw reader.wrong(`begins with ${protocol}; known: redis:`)',
    'const message = `is ${setting}, but the url says ?prefix=${ofUrl}`',
    "return { path: path(), problem: 'a getter that throws', cause }",
    "throw unreadable('not_json', 'it is not JSON', error)",
    "throw notARecord('job_id is missing')",
    'const hint = meant === undefined ? `known: ${known}` : meant',
  ])('would be found outside in %s', (code) => {
    expect(spokenLiterals(code)).toHaveLength(1)
  })
})
