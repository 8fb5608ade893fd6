import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from '@jest/globals'

const SRC = fileURLToPath(new URL('../src/', import.meta.url))
const ARCHITECTURE = fileURLToPath(new URL('../../../ARCHITECTURE.md', import.meta.url))

/** The rooms as the table of ARCHITECTURE.md lists them, from the top down. */
function listedRooms(): readonly string[] {
  const section = readFileSync(ARCHITECTURE, 'utf8').split('\n## ').find(isOfCore) ?? ''
  return [...section.matchAll(/^\| `([a-z]+)` /gm)].map(([, room = '']) => room)
}

const isOfCore = (section: string): boolean => section.startsWith('The rooms of core')

/** The folder of a file below src; empty for the files that name what is exported. */
const roomOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : '')

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))

/** The files that a file imports, as paths below src. */
function importsOf(path: string): readonly string[] {
  const text = readFileSync(`${SRC}${path}`, 'utf8')
  const found = text.matchAll(/from '(\.{1,2}\/[^']+)'/g)
  return [...found].map(([, target = '']) => posix.join(posix.dirname(path), target))
}

describe('the rooms of core', () => {
  const rooms = listedRooms()

  it('are all in the table of ARCHITECTURE.md, and every file is in one', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(['', ...rooms].sort())
    const entries = ['index.ts', 'internal.ts', 'store.ts']
    expect(files.filter((path) => roomOf(path) === '').sort()).toEqual(entries)
  })

  it('import only from rooms below them', () => {
    const upward = files
      .filter((path) => roomOf(path) !== '')
      .flatMap((path) =>
        importsOf(path)
          .filter((target) => rooms.indexOf(roomOf(target)) < rooms.indexOf(roomOf(path)))
          .map((target) => `${path} → ${target}`),
      )
    expect(upward).toEqual([])
  })
})
