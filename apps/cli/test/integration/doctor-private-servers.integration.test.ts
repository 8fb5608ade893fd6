import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { createRabbit, createRedis, type RabbitServer, until } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { arq } from './run-arq.js'
import { managementApi } from './servers.js'

/** The letter of a delay that falls due within it waits in a bucket first: time to make the buckets, and to delete a queue. */
const DUE_IN_MS = 12_000

interface Report {
  readonly findings: readonly {
    readonly code: string
    readonly state: string
    readonly seen: string
    readonly lines: readonly string[]
  }[]
}

interface Row {
  readonly name: string
  readonly messages_dlx?: number
}

async function diagnose(args: readonly string[]) {
  const { stdout } = await arq(['doctor', '--json', ...args])
  const { findings } = JSON.parse(stdout) as Report
  return { findings, of: (wanted: string) => findings.find(({ code }) => code === wanted) }
}

// `arq doctor` on the shared servers is tried in short, too.
const describeInFull = isFullRun ? describe : describe.skip
const itInFull = isFullRun ? it : it.skip

describeInFull('on a broker as it comes', () => {
  let dataDir: string
  let rabbit: RabbitServer
  let call: ReturnType<typeof managementApi>

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'arq-doctor-'))
    rabbit = await createRabbit({ dataDir })
    // As most brokers are: nobody has set what only this file can say.
    await rm(join(dataDir, 'advanced.config'))
    await rabbit.start()
    call = managementApi(rabbit.managementUrl)
  })
  afterAll(async () => {
    await rabbit.dispose()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('finds letters that are stuck in a bucket, and the setting that is not set', async () => {
    const transport = new AmqpTransport({ url: rabbit.url })
    await transport.connect()
    await transport.publish({
      queueName: 'orders',
      kind: 'job',
      body: Buffer.from('{}'),
      headers: {},
      messageId: 'm',
      dueAtMs: Date.now() + DUE_IN_MS,
    })
    await transport.close()
    await call('queues/%2F/arq.delay.due', 'DELETE')
    // In which bucket it waits depends on how long declaring them takes.
    const withLetter = async (): Promise<string | undefined> => {
      const rows = (await call('queues/%2F?columns=name,messages_dlx')) as readonly Row[]
      return rows.find((row) => row.messages_dlx === 1)?.name
    }
    const bucket = await until(withLetter, { what: 'a letter in a bucket', withinMs: 60_000 })
    // A node tells what it reads some seconds after its start.
    const tellsFiles = async () => JSON.stringify(await call('nodes')).includes('rabbitmq.conf')
    await until(tellsFiles, { what: 'the files of the node', withinMs: 60_000 })

    const servers = ['-u', rabbit.url, '--management-url', rabbit.managementUrl]
    const missing = await diagnose(servers)
    expect(missing.of('letters-without-target')).toMatchObject({
      state: 'problem',
      seen: `Messages that wait in ${bucket} for arq.delay.due, which does not exist: 1.`,
    })
    expect(missing.of('delays-without-mover')?.state).toBe('problem')
    const timeout = missing.of('dead-letter-timeout-not-set')
    expect(timeout?.state).toBe('warning')
    expect(timeout?.lines).toContain(
      '[{rabbit, [{dead_letter_worker_publisher_confirm_timeout, 3000}]}].',
    )

    // The queue is there again, and the broker waits for its next try.
    await call('queues/%2F/arq.delay.due', 'PUT', {
      durable: true,
      arguments: { 'x-queue-type': 'quorum' },
    })
    const waiting = await diagnose(servers)
    expect(waiting.of('letters-waiting')).toMatchObject({
      state: 'warning',
      seen: `Messages that have left ${bucket} and are not yet in arq.delay.due: 1.`,
    })
    expect(waiting.of('letters-without-target')).toBeUndefined()
  })
})

itInFull('finds a Redis that throws results away', async () => {
  const redis = await createRedis()
  await redis.start()
  try {
    await tell(redis.url, [
      'SET some result',
      'CONFIG SET maxmemory-policy allkeys-lru',
      'CONFIG SET maxmemory 1',
      'PING',
    ])
    const { of } = await diagnose(['--result-store-url', redis.url, '--connection-timeout', '1s'])
    expect(of('redis-has-evicted')?.state).toBe('problem')
  } finally {
    await redis.dispose()
  }
})

/** Sends commands, and resolves when the last one, a PING, was answered. */
async function tell(url: string, commands: readonly string[]): Promise<void> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(commands.map((command) => `${command}\r\n`).join(''))
  let answers = ''
  while (!answers.includes('+PONG')) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    answers += chunk.toString()
  }
  expect(answers).not.toContain('-ERR')
  socket.destroy()
}
