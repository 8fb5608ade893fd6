import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

import { consumerSchema } from '../src/consumer/consumer-settings.js'
import { ERROR_CODES, PRODUCER_ENVIRONMENT, PRODUCER_PRESETS } from '../src/index.js'
import { producerSchema } from '../src/send/producer-settings.js'

const read = (name: string) => readFileSync(join(import.meta.dirname, '..', name), 'utf8')

describe.each(['README.md', 'README.zh-CN.md'])('%s', (file) => {
  const text = read(file)
  const rowOf = (name: string) => text.split('\n').find((line) => line.startsWith(`| \`${name}\``))

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
