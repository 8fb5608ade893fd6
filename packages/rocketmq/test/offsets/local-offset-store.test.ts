import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, describe, expect, it } from '@jest/globals'

import { guardedLogger } from '../../src/log/guarded-logger.js'
import { silentLogger } from '../../src/log/logger.js'
import { LocalOffsetStore } from '../../src/offsets/local-offset-store.js'

const SILENT = guardedLogger(silentLogger)

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

const queueOf = (queueId: number) => ({ topic: 'T', brokerName: 'a', queueId })

async function setup() {
  const folder = await mkdtemp(join(tmpdir(), 'offsets-'))
  folders.push(folder)
  const open = () =>
    new LocalOffsetStore({ folder, clientId: '10.0.0.1@DEFAULT', group: 'G', logger: SILENT })
  const path = join(folder, '10.0.0.1@DEFAULT', 'G', 'offsets.json')
  return { open, path }
}

describe('a local offset store', () => {
  it('has after a restart what was written, in the form of Java', async () => {
    const { open, path } = await setup()
    const store = open()
    await store.load()
    await store.write([{ queue: queueOf(0), offset: 5n }])
    await store.write([{ queue: queueOf(1), offset: 2n ** 60n }])
    expect(await readFile(path, 'utf8')).toBe(
      `{"offsetTable":{{"topic":"T","brokerName":"a","queueId":0}:5,{"topic":"T","brokerName":"a","queueId":1}:${2n ** 60n}}}`,
    )
    const again = open()
    await again.load()
    await expect(again.read(queueOf(1))).resolves.toBe(2n ** 60n)
    await expect(again.read(queueOf(2))).resolves.toBeUndefined()
  })

  it('writes in turn when it is asked several times at once', async () => {
    const { open } = await setup()
    const store = open()
    await Promise.all([1n, 2n, 3n].map((offset) => store.write([{ queue: queueOf(0), offset }])))
    const again = open()
    await again.load()
    await expect(again.read(queueOf(0))).resolves.toBe(3n)
  })

  it('takes the file of before when the present one is damaged, and begins nothing anew when both are', async () => {
    const { open, path } = await setup()
    const store = open()
    await store.write([{ queue: queueOf(0), offset: 1n }])
    await store.write([{ queue: queueOf(0), offset: 2n }])
    await writeFile(path, '{"offsetTable":{{"bro')
    const again = open()
    await again.load()
    await expect(again.read(queueOf(0))).resolves.toBe(1n)
    await writeFile(`${path}.bak`, '')
    await expect(open().load()).rejects.toMatchObject({
      code: 'ROCKETMQ_CONFIG_INVALID',
      message: expect.stringContaining(path),
    })
  })
})
