import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

import { documentedDefaults, isProven, readFaultPage } from './faults/fault-page.js'

const docs = join(import.meta.dirname, '..')
const pages = readdirSync(join(docs, 'faults')).filter((name) => name !== 'index.md')

const HEADINGS = {
  faults: [
    'What you see',
    'What arq does',
    'What is guaranteed',
    'What is not',
    'What to do',
    'Settings that matter',
    'The tests that prove it',
  ],
  'zh/faults': ['现象', 'arq 的处理', '保证', '不保证', '该怎么做', '相关设置', '由这些测试证明'],
}

it('has a page for each fault in both languages', () => {
  expect(pages.length).toBeGreaterThan(25)
  expect(readdirSync(join(docs, 'zh/faults')).sort()).toEqual([...pages, 'index.md'].sort())
})

it('sees what no test proves', () => {
  const file = 'packages/worker/test/stuck-tasks.test.ts'
  expect(isProven({ file, title: 'is not told of when it heeds the signal' })).toBe(true)
  expect(isProven({ file, title: 'is not told of when it heeds …' })).toBe(true)
  expect(isProven({ file, title: 'is not told of when it heeds' })).toBe(false)
  expect(isProven({ file, title: 'heeds the signal' })).toBe(false)
})

const defaults = documentedDefaults(['worker', 'client', 'transport-amqp', 'result-redis'])

describe.each(pages)('%s', (name) => {
  const page = readFaultPage(`faults/${name}`)
  const chinese = readFaultPage(`zh/faults/${name}`)

  it('has every section in both languages', () => {
    expect(page.headings).toEqual(HEADINGS.faults)
    expect(chinese.headings).toEqual(HEADINGS['zh/faults'])
  })

  it('names tests that exist', () => {
    expect(page.proofs.length).toBeGreaterThan(0)
    expect(page.proofs.filter((proof) => !isProven(proof))).toEqual([])
    expect(chinese.proofs).toEqual(page.proofs)
  })

  it('names settings that exist, with their defaults', () => {
    expect(page.settings.length).toBeGreaterThan(0)
    const wrong = page.settings.filter(
      ({ name: setting, defaultValue }) => !defaults.get(setting)?.has(defaultValue),
    )
    expect(wrong).toEqual([])
    expect(chinese.settings).toEqual(page.settings)
  })
})
