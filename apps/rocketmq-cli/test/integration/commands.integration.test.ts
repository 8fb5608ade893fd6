import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { createConsumer, type MessageExt, type PushConsumer, reconsumeLater } from '@arq/rocketmq'
import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { startRocketmq } from './run-rocketmq.js'

const WITHIN_MS = 120_000
const uniqueName = (prefix: string): string =>
  `${prefix}-${Math.random().toString(36).slice(2, 10)}`

let server: RocketMQServer
const consumers: PushConsumer[] = []
beforeAll(async () => {
  server = await createRocketMQ({ acl: true })
  await server.start()
}, WITHIN_MS)
afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.close()))
})
afterAll(() => server.dispose())

const environment = () => ({
  ROCKETMQ_NAMESRV_ADDR: server.nameServerAddress,
  ROCKETMQ_ACCESS_KEY: server.credentials!.accessKey,
  ROCKETMQ_SECRET_KEY: server.credentials!.secretKey,
})
const start = (args: readonly string[], input?: string) => startRocketmq(args, environment(), input)
const run = (...args: string[]) => start(args).ended

async function json(...args: string[]) {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as Record<string, never>
}

async function topicWith(...bodies: string[]) {
  const topic = uniqueName('topic')
  await server.createTopic(topic, { queues: 1 })
  if (bodies.length > 0) {
    const { code } = await start(['send', topic, '--lines'], bodies.join('\n')).ended
    expect(code).toBe(0)
  }
  return topic
}

/** Consumes a topic; what the listener refuses goes to the dead letters. */
async function consume(topic: string, group: string, refuses: (body: string) => boolean) {
  const seen: MessageExt[] = []
  const consumer = createConsumer({
    nameServers: server.nameServerAddress,
    connection: { acl: server.credentials! },
    ...{ group, consumeFrom: 'first', offsetPersistIntervalMs: 100 },
  })
  consumers.push(consumer)
  let notice = (): void => undefined
  consumer.subscribe(topic, (message) => {
    seen.push(message)
    notice()
    return refuses(message.body.toString()) ? reconsumeLater('deadLetter') : 'success'
  })
  await consumer.start()
  const count = async (wanted: number): Promise<void> => {
    while (seen.length < wanted) {
      await new Promise<void>((resolve) => {
        notice = resolve
      })
    }
  }
  return { seen, count, clientId: consumer.clientId }
}

describe('rocketmq', () => {
  it(
    'sends one message with all that belongs to it, and shows it',
    async () => {
      const topic = await topicWith()
      const flags = ['--tag', 'paid', '-k', 'o-1', '-k', 'o-2', '-p', 'a=b=c']
      const { code, stdout } = await run('send', topic, '消息\u001b[2J', ...flags, '--json')
      expect(code).toBe(0)
      const sent = JSON.parse(stdout) as Record<string, unknown>
      expect(sent).toMatchObject({ topic, status: 'SEND_OK', queueOffset: 0 })
      const shown = await run('tail', topic, '--once', '--json')
      expect(JSON.parse(shown.stdout)).toMatchObject({
        ...{ topic, msgId: sent['msgId'], tags: 'paid', keys: ['o-1', 'o-2'] },
        ...{ properties: { a: 'b=c' }, body: '消息\u001b[2J' },
      })
      const read = await run('tail', topic, '--once')
      expect(read.stdout).toMatch(
        /^\S+Z broker-a\/0@0 \w+ tag=paid keys=o-1,o-2 消息\\u001b\[2J\n$/,
      )
    },
    WITHIN_MS,
  )

  it(
    'sends what is piped in, as one message',
    async () => {
      const topic = await topicWith()
      const { code, stdout } = await start(['send', topic], 'one\ntwo\n').ended
      expect({ code, stdout }).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('SEND_OK'),
      })
      const { stdout: shown } = await run('tail', topic, '--once', '--json')
      expect(JSON.parse(shown)).toMatchObject({ body: 'one\ntwo\n' })
    },
    WITHIN_MS,
  )

  it(
    'follows a topic until Ctrl-C, and then ends well',
    async () => {
      const topic = await topicWith('old')
      const tail = start(['tail', topic, '--from', 'earliest'])
      await tail.says('old')
      await run('send', topic, 'new')
      await tail.says('new')
      tail.process.kill('SIGINT')
      await expect(tail.ended).resolves.toMatchObject({ code: 0, signal: null, stderr: '' })
    },
    WITHIN_MS,
  )

  it(
    'ends on Ctrl-C while it waits for standard input',
    async () => {
      const topic = await topicWith()
      const send = start(['send', topic, '--lines'], 'open')
      send.process.stdin!.write('first\n')
      await send.says('SEND_OK')
      send.process.kill('SIGINT')
      await expect(send.ended).resolves.toMatchObject({ code: 130, signal: null, stderr: '' })
    },
    WITHIN_MS,
  )

  it(
    'ends quietly when nobody reads on',
    async () => {
      const topic = await topicWith(...Array.from({ length: 3000 }, (_, index) => `m${index}`))
      const bin = join(import.meta.dirname, '..', '..', 'dist', 'bin.js')
      const line = `"${process.execPath}" "${bin}" tail ${topic} --from earliest | head -n 1`
      const shell = spawn('bash', ['-o', 'pipefail', '-c', line], {
        env: { PATH: process.env['PATH'], ...environment() },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let errors = ''
      shell.stderr.on('data', (text: Buffer) => {
        errors += text.toString()
      })
      const [code] = (await once(shell, 'close')) as [number]
      expect({ code, errors }).toEqual({ code: 0, errors: '' })
    },
    WITHIN_MS,
  )

  it(
    'shows the messages that flags choose',
    async () => {
      const topic = await topicWith('m0', 'm1', 'm2')
      await run('send', topic, 'tagged', '--tag', 't')
      const bodies = async (...flags: string[]) => {
        const { stdout } = await run('tail', topic, '--once', '--json', ...flags)
        const lines = stdout.split('\n').filter((line) => line !== '')
        return lines.map((line) => (JSON.parse(line) as { body: string }).body)
      }
      await expect(bodies('--count', '2')).resolves.toEqual(['m0', 'm1'])
      await expect(bodies('--tag', 't')).resolves.toEqual(['tagged'])
      await expect(bodies('--from', 'latest')).resolves.toEqual([])
      await expect(bodies('--from', '1h')).resolves.toHaveLength(4)
    },
    WITHIN_MS,
  )

  it(
    'lists topics and shows one, for people and for programs',
    async () => {
      const topic = await topicWith('m0', 'm1')
      const { topics } = await json('topics')
      expect(topics).toContainEqual({ topic, kind: 'user' })
      const all = await json('topics', '--all')
      expect(all['topics']).toContainEqual({ topic: 'TBW102', kind: 'system' })
      const shown = await json('topics', topic)
      expect(shown['topics']).toMatchObject([
        {
          ...{ topic, messages: 2, groups: [] },
          brokers: [{ brokerName: 'broker-a', readQueueNums: 1, perm: 6 }],
          queues: [{ brokerName: 'broker-a', queueId: 0, minOffset: 0, maxOffset: 2 }],
        },
      ])
      const { stdout } = await run('topics', topic)
      expect(stdout).toContain(`${topic}: 2 messages; groups: -`)
      expect(stdout).toMatch(/broker-a\s+1\s+1\s+RW-/)
    },
    WITHIN_MS,
  )

  it(
    'ends with 4 for what does not exist, proposing the nearest',
    async () => {
      const topic = await topicWith()
      const { code, stderr } = await run('tail', `${topic}x`)
      expect(stderr).toContain(`There is no topic ${topic}x; did you mean ${topic}?`)
      expect(code).toBe(4)
      await expect(run('progress', 'nobody')).resolves.toMatchObject({ code: 4 })
      await expect(run('dlq', 'inspect', 'nobody')).resolves.toMatchObject({ code: 4 })
    },
    WITHIN_MS,
  )

  it(
    'ends with 3 where it may not, and never shows the key',
    async () => {
      const keys = { ...environment(), ROCKETMQ_SECRET_KEY: 'another-secret' }
      const { code, stderr } = await startRocketmq(['groups', '--debug'], keys).ended
      expect(code).toBe(3)
      expect(stderr).toContain('ROCKETMQ_NO_PERMISSION')
      expect(stderr).not.toContain('another-secret')
    },
    WITHIN_MS,
  )

  it(
    'shows groups, their members and their progress',
    async () => {
      const topic = await topicWith('m0', 'm1')
      const group = uniqueName('group')
      const { count, clientId } = await consume(topic, group, () => false)
      await count(2)
      const listed = await json('groups')
      expect(listed['groups']).toContainEqual({ group, brokers: ['broker-a'] })
      const shown = await json('groups', group)
      expect(shown['groups']).toMatchObject([
        { group, members: [{ clientId }], messageModel: 'CLUSTERING' },
      ])
      expect((await run('groups', group)).stdout).toContain(`subscribes to ${topic}: *`)
      let lag: unknown
      while (lag !== 0) {
        const { groups } = await json('progress', group, '-t', topic, '-m')
        ;[{ lag }] = groups as unknown as [{ lag: number }]
      }
      await Promise.all(consumers.splice(0).map((consumer) => consumer.close()))
      await run('send', topic, 'm2')
      const over = await run('progress', group, '--max-lag', '0')
      expect(over.stdout).toMatch(new RegExp(`${topic}\\s+broker-a\\s+0\\s+3\\s+2\\s+1\\s`))
      expect(over.code).toBe(1)
      await expect(run('progress', group, '--max-lag', '1')).resolves.toMatchObject({ code: 0 })
    },
    WITHIN_MS,
  )

  it(
    'shows dead letters and sends the chosen one again, to its group alone',
    async () => {
      const topic = await topicWith('bad-0', 'good', 'bad-1')
      const group = uniqueName('group')
      let isMended = false
      const { seen, count } = await consume(
        topic,
        group,
        (body) => !isMended && body.startsWith('bad'),
      )
      await count(3)
      let messages: unknown
      while (messages !== 2) {
        const { groups } = await json('dlq', 'list')
        const list = groups as unknown as { group: string; messages: number }[]
        messages = list.find((one) => one.group === group)?.messages
      }
      const { stdout } = await run('dlq', 'inspect', group, '--json')
      const letters = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { msgId: string; originTopic: string; body: string })
      // Both were given back at the same time: the broker may have stored either one first.
      const byBody = letters.toSorted((one, other) => (one.body < other.body ? -1 : 1))
      expect(byBody).toMatchObject([
        { originTopic: topic, body: 'bad-0' },
        { originTopic: topic, body: 'bad-1' },
      ])
      const { msgId } = byBody[1]!
      isMended = true
      const dry = await run('dlq', 'resend', group, '--id', msgId, '--dry-run')
      expect(dry.stdout).toContain('bad-1')
      const sent = await run('dlq', 'resend', group, '--id', msgId)
      expect(sent.stdout).toBe(`${msgId} is sent to %RETRY%${group}\n`)
      await count(4)
      expect(seen.map(({ body }) => body.toString())).toEqual(['bad-0', 'good', 'bad-1', 'bad-1'])
      const none = await run('dlq', 'resend', group, '--id', 'no such id')
      expect(none.stderr).toContain('nothing was sent')
      expect(none.code).toBe(2)
    },
    WITHIN_MS,
  )
})
