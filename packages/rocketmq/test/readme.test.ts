import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

import { consumerSchema } from '../src/consumer/consumer-settings.js'
import { ERROR_CODES, PRODUCER_ENVIRONMENT, PRODUCER_PRESETS } from '../src/index.js'
import { producerSchema } from '../src/send/producer-settings.js'
import { FEATURE_TESTS } from './readme/features.js'

const read = (name: string) => readFileSync(join(import.meta.dirname, '..', name), 'utf8')

/** Code without what may differ: comments, blanks and commas at ends of lists, imports, the place of the name servers. */
const bare = (code: string): string =>
  code
    .replaceAll(/^import .*$/gm, '')
    .replaceAll(/\/\/.*$/gm, '')
    .replaceAll(/\s/g, '')
    .replaceAll(/,(?=[)}\]])/g, '')
    .replaceAll("nameServers:'127.0.0.1:9876'", 'nameServers')

/** What stands between `#region` and `#endregion`, by the region's name; the parts of one name are joined. */
function regionsOf(code: string): ReadonlyMap<string, string> {
  const regions = new Map<string, string>()
  for (const [, name = '', part = ''] of code.matchAll(/#region (.*)\n([^]*?)\/\/ #endregion/g)) {
    regions.set(name, (regions.get(name) ?? '') + part)
  }
  return regions
}

describe.each(['README.md', 'README.zh-CN.md'])('%s', (file) => {
  const text = read(file)
  const rowOf = (name: string) => text.split('\n').find((line) => line.startsWith(`| \`${name}\``))

  it('shows programs that the integration tests run, to the letter', () => {
    const run = [...regionsOf(read('test/readme/programs.ts')).values()].map(bare)
    const shown = [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = '']) => bare(code))
    expect(shown).toEqual(run)
  })

  it('names every setting, and its environment variable beside it', () => {
    const missing = Object.keys(producerSchema.entries).filter((key) => !rowOf(key))
    expect(missing).toEqual([])
    for (const { name, setting } of PRODUCER_ENVIRONMENT) {
      expect([setting, rowOf(setting)?.includes(`\`${name}\``)]).toEqual([setting, true])
    }
  })

  it('names every setting of consumers', () => {
    const rows = text.slice(text.indexOf('<!-- consumer settings -->'))
    const known = Object.keys(producerSchema.entries)
    const own = Object.keys(consumerSchema.entries).filter((key) => !known.includes(key))
    expect(own.filter((key) => !rows.includes(`| \`${key}\``))).toEqual([])
  })

  it('names every error code and every preset', () => {
    expect(Object.keys(ERROR_CODES).filter((code) => !rowOf(code))).toEqual([])
    for (const preset of Object.keys(PRODUCER_PRESETS)) expect(text).toContain(`\`${preset}\``)
  })
})

/** The first cell of each row of the first table. */
function featuresOf(text: string): readonly string[] {
  const [table = ''] = /(^\|.*\n)+/m.exec(text) ?? []
  return table
    .split('\n')
    .slice(2)
    .map((row) => row.split(' | ')[0]?.replace(/^\|/, '').trim() ?? '')
    .filter((cell) => cell !== '')
}

describe('the feature table', () => {
  it('has only rows that tests show, in both languages', () => {
    expect(featuresOf(read('README.md'))).toEqual(Object.keys(FEATURE_TESTS))
    expect(featuresOf(read('README.zh-CN.md'))).toHaveLength(Object.keys(FEATURE_TESTS).length)
    const files = Object.values(FEATURE_TESTS).flat()
    expect(files.filter((file) => !existsSync(join(import.meta.dirname, file)))).toEqual([])
  })
})
