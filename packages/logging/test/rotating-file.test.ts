import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { createLogger } from '../src/index.js'

describe('a log file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'arq-logging-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const linesOf = async (path: string): Promise<string[]> =>
    (await readFile(path, 'utf8')).split('\n').slice(0, -1)

  it('is made with its folders, added to, and complete when the logger is closed', async () => {
    const path = join(folder, 'a/b/worker.log')
    for (const run of [1, 2]) {
      const logger = createLogger({ console: false, format: 'json', file: { path } })
      for (let count = 0; count < 2000; count += 1) logger.info('名前', { run, count })
      await logger.close()
    }
    const lines = (await linesOf(path)).map((line) => JSON.parse(line) as { count: number })
    expect(lines.map(({ count }) => count)).toEqual([...Array(2000).keys(), ...Array(2000).keys()])
  })

  it('is rotated by size, without losing, splitting or reordering a line', async () => {
    const path = join(folder, 'worker.log')
    const file = { path, maxSizeBytes: 1000, maxFiles: 100 }
    const logger = createLogger({ console: false, format: ({ message }) => message, file })
    for (let count = 0; count < 500; count += 1) {
      logger.info(`line ${String(count)} ${'é'.repeat(count % 60)}`)
      if (count % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await logger.close()
    const files = (await readdir(folder)).sort(
      (a, b) => Number(b.split('.')[2] ?? 0) - Number(a.split('.')[2] ?? 0),
    )
    expect(files.length).toBeGreaterThan(10)
    const lines: string[] = []
    for (const name of files) {
      expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(1000)
      lines.push(...(await linesOf(join(folder, name))))
    }
    expect(lines.map((line) => Number(line.split(' ')[1]))).toEqual([...Array(500).keys()])
  })

  it('leaves no more files than asked for, and the newest lines', async () => {
    for (const maxFiles of [1, 3]) {
      const path = join(folder, `of-${String(maxFiles)}.log`)
      const logger = createLogger({
        console: false,
        format: ({ message }) => message,
        file: { path, maxSizeBytes: 100, maxFiles },
      })
      for (let count = 0; count < 100; count += 1) logger.info(`line ${String(count)}`)
      await logger.close()
      const names = (await readdir(folder)).filter((name) =>
        name.startsWith(`of-${String(maxFiles)}`),
      )
      expect(names).toHaveLength(maxFiles)
      expect((await linesOf(path)).at(-1)).toBe('line 99')
    }
  })

  it('takes a line that is larger than a whole file', async () => {
    const path = join(folder, 'worker.log')
    const file = { path, maxSizeBytes: 10, maxFiles: 3 }
    const logger = createLogger({ console: false, format: ({ message }) => message, file })
    logger.info('a')
    logger.info('b'.repeat(50))
    logger.info('c')
    await logger.close()
    expect(await linesOf(path)).toEqual(['c'])
    expect(await linesOf(`${path}.1`)).toEqual(['b'.repeat(50)])
  })

  it('on a full disk costs lines and one complaint, not the program', async () => {
    const printed: string[] = []
    const logger = createLogger({
      stream: { write: (text: string) => printed.push(text) },
      file: { path: '/dev/full', maxSizeBytes: 1e9 },
    })
    for (let round = 0; round < 3; round += 1) {
      for (let count = 0; count < 200; count += 1) logger.info('x'.repeat(500))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await logger.close()
    const complaints = printed.filter((line) => line.includes('[logging]'))
    expect(complaints).toEqual([expect.stringContaining('/dev/full cannot be written: ENOSPC')])
    expect(printed).toHaveLength(601)
  })

  it('is written again when it can be, and the lost lines are counted', async () => {
    const path = join(folder, 'logs/worker.log')
    const printed: string[] = []
    let wake: () => void = () => undefined
    const heard = (text: string) =>
      new Promise<void>((resolve) => {
        wake = () => printed.some((line) => line.includes(text)) && resolve()
        wake()
      })
    const logger = createLogger({
      stream: {
        write: (text: string) => {
          printed.push(text)
          wake()
        },
      },
      file: { path },
    })
    await rm(join(folder, 'logs'), { recursive: true })
    await writeFile(join(folder, 'logs'), 'in the way')
    logger.info('lost')
    await heard('cannot be written: ENOTDIR')
    await rm(join(folder, 'logs'))
    await mkdir(join(folder, 'logs'))
    logger.info('kept')
    await heard('can be written again; 1 lines were lost')
    await logger.close()
    expect(await linesOf(path)).toEqual([expect.stringContaining('kept')])
  })
})
