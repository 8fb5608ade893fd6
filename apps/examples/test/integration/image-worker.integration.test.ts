import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { openServers } from '../real-servers.js'
import { type Running, runProgram, serverUrl } from '../run-program.js'

let servers: Awaited<ReturnType<typeof openServers>>
let worker: Running
let folder: string
beforeAll(async () => {
  servers = await openServers()
  folder = await mkdtemp(join(tmpdir(), 'images-'))
  worker = runProgram('recipes/image-worker.js', [], {
    RABBITMQ_URL: servers.url,
    REDIS_URL: serverUrl('ARQ_TEST_REDIS_URL'),
  })
})
afterAll(async () => {
  worker.process.kill('SIGTERM')
  await worker.ended
  await servers.close()
  await rm(folder, { recursive: true })
})

it('makes an image smaller in a thread', async () => {
  const [from, to] = [join(folder, 'large.ppm'), join(folder, 'small.ppm')]
  // Four by two pixels: a black square, and a white one.
  const row = [0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255]
  await writeFile(
    from,
    Buffer.concat([Buffer.from('P6\n4 2\n255\n'), Buffer.from([...row, ...row])]),
  )
  const client = await servers.openClient()
  const job = await client.enqueueJob('shrink_image', [from, to, 2])
  expect(await job.result({ timeout: '60s' })).toEqual({ width: 2, height: 1 })
  const wanted = Buffer.concat([
    Buffer.from('P6\n2 1\n255\n'),
    Buffer.from([0, 0, 0, 255, 255, 255]),
  ])
  expect(await readFile(to)).toEqual(wanted)

  const broken = await client.enqueueJob('shrink_image', [join(folder, 'no.ppm'), to, 2])
  await expect(broken.result({ timeout: '60s' })).rejects.toMatchObject({ code: 'ARQ_JOB_FAILED' })
})
