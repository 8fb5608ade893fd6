import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from '@jest/globals'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The rooms as the table of ARCHITECTURE.md lists them, from the top down. */
const rooms = [
  ...readFileSync(`${ROOT}ARCHITECTURE.md`, 'utf8').matchAll(/^\| `([a-z-]+)\/`/gm),
].map(([, room = '']) => room)

const files = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => path.replaceAll('\\', '/'))

/** The room of a file; `undefined` for the files beside the rooms. */
const roomOf = (path: string): string | undefined =>
  path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined

/** The files that a file imports, as paths below src. */
function importsOf(path: string): readonly string[] {
  const text = readFileSync(`${ROOT}src/${path}`, 'utf8')
  return [...text.matchAll(/from '(\.{1,2}\/[^']+)'/g)].map(([, target = '']) => {
    const { pathname } = new URL(target, `file:///${path}`)
    return pathname.slice(1)
  })
}

/** The public surface: the clients, and what they are built of. */
const SURFACE = ['index.ts', 'building-blocks.ts']

describe('the rooms of the package', () => {
  it('are all in the table of ARCHITECTURE.md', () => {
    const inCode = new Set(files.map(roomOf).filter((room) => room !== undefined))
    expect([...inCode].sort()).toEqual([...rooms].sort())
  })

  it('import only from rooms below them', () => {
    const upward = files.flatMap((path) => {
      const from = roomOf(path)
      if (from === undefined) return []
      return importsOf(path).flatMap((target) => {
        const to = roomOf(target)
        const isUpward = to !== undefined && rooms.indexOf(to) < rooms.indexOf(from)
        return isUpward ? [`${path} → ${target}`] : []
      })
    })
    expect(upward).toEqual([])
  })

  it('are not imported by the files beside them, apart from the public surface', () => {
    const outward = files
      .filter((path) => roomOf(path) === undefined && !SURFACE.includes(path))
      .filter((path) => importsOf(path).some((target) => roomOf(target) !== undefined))
    expect(outward).toEqual([])
  })
})
