import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from '@jest/globals'

import { loadPackage } from '../src/load-package.js'

let first: string
let second: string

beforeEach(() => {
  first = mkdtempSync(join(tmpdir(), 'arq-first-'))
  second = mkdtempSync(join(tmpdir(), 'arq-second-'))
})
afterEach(() => {
  for (const folder of [first, second]) rmSync(folder, { recursive: true })
})

function install(folder: string, source: string): void {
  const place = join(folder, 'node_modules', 'some-adapter')
  mkdirSync(place, { recursive: true })
  const manifest = { name: 'some-adapter', type: 'module', exports: { default: './index.js' } }
  writeFileSync(join(place, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(place, 'index.js'), source)
}

it('takes a package from the first folder that has it', async () => {
  const none = join(second, '..', 'nothing-here')
  install(second, "export const from = 'second'")
  expect(await loadPackage('some-adapter', [none, second])).toMatchObject({ from: 'second' })
  install(first, "export const from = 'first'")
  expect(await loadPackage('some-adapter', [first, second])).toMatchObject({ from: 'first' })
})

it('gives nothing when no folder has it', async () => {
  expect(await loadPackage('some-adapter', [first, second])).toBeUndefined()
})

it('does not take a package that is broken for one that is absent', async () => {
  install(first, "throw new Error('broken inside')")
  await expect(loadPackage('some-adapter', [first, second])).rejects.toThrow('broken inside')
})
