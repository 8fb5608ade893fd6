import { createConsumer, createProducer, type PushConsumer, reconsumeLater } from '@arq/rocketmq'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { startRocketmq } from './run-rocketmq.js'

const WITHIN_MS = 120_000
const VERBS = ['topics', 'groups', 'progress', 'tail', 'send', 'dlq'] as const
const LANGUAGES = [
  { language: 'en', examples: 'Examples:', options: 'Options:' },
  { language: 'zh-CN', examples: '示例：', options: '选项：' },
] as const
/** More queues than the listeners that Node lets a signal have without a warning. */
const QUEUES = 16

describe.each(LANGUAGES)('the help, in $language', ({ language, examples, options }) => {
  it.each(VERBS)('of %s has an example and the flag --json', async (verb) => {
    const { ended } = startRocketmq([verb, '--help'], { ARQ_LANG: language })
    const { code, stdout, stderr } = await ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [, shown = ''] = stdout.split(examples)
    expect(shown).toContain(`rocketmq ${verb}`)
    expect(stdout).toContain(options)
    expect(stdout).toContain('--json')
    // Each text in the language that was asked for.
    expect(/[\u4e00-\u9fff]/.test(stdout)).toBe(language === 'zh-CN')
  })
})

/** One broker, one topic of several queues, a group with a member and a dead letter. */
describe.each(isFullRun ? (['5.3.3', '5.5.0'] as const) : (['5.3.3'] as const))(
  'at RocketMQ %s',
  (version) => {
    const topic = 'orders'
    const group = 'billing'
    let server: RocketMQServer
    let consumer: PushConsumer
    let letterId = ''
    beforeAll(async () => {
      server = await createRocketMQ({ version })
      await server.start()
      await server.createTopic(topic, { queues: QUEUES })
      const nameServers = server.nameServerAddress
      const producer = createProducer({ nameServers, group: 'filling' })
      await producer.start()
      letterId = (await producer.send({ topic, body: 'bad', tags: 't', keys: 'k' })).msgId
      await producer.send({ topic, body: 'good' })
      await producer.close()
      consumer = createConsumer({
        ...{ nameServers, group, consumeFrom: 'first', offsetPersistIntervalMs: 100 },
      })
      const seen = new Set<string>()
      const all = new Promise<void>((resolve) => {
        consumer.subscribe(topic, ({ body }) => {
          seen.add(body.toString())
          if (seen.size === 2) resolve()
          return body.toString() === 'bad' ? reconsumeLater('deadLetter') : 'success'
        })
      })
      await consumer.start()
      await all
      let letters = 0
      while (letters === 0) {
        const { groups } = await json('dlq', 'list')
        const list = groups as { group: string; messages: number }[]
        letters = list.find((one) => one.group === group)?.messages ?? 0
      }
    }, WITHIN_MS)
    afterAll(async () => {
      await consumer.close()
      await server.dispose()
    })

    const start = (...args: string[]) =>
      startRocketmq(args, { ROCKETMQ_NAMESRV_ADDR: server.nameServerAddress })

    /** What is printed with `--json`: one object, or for messages a line each. */
    async function json(...args: string[]): Promise<Record<string, unknown>> {
      const { code, stdout, stderr } = await start(...args, '--json').ended
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      return JSON.parse(stdout) as Record<string, unknown>
    }

    it.each<[string, string[], object]>([
      ['topics', ['topics'], { topics: expect.arrayContaining([{ topic, kind: 'user' }]) }],
      ['topics <name>', ['topics', topic], { topics: [expect.objectContaining({ topic })] }],
      [
        'groups',
        ['groups'],
        { groups: expect.arrayContaining([expect.objectContaining({ group })]) },
      ],
      ['groups <name>', ['groups', group], { groups: [expect.objectContaining({ group })] }],
      ['progress', ['progress', group], { groups: [expect.objectContaining({ group })] }],
      ['dlq list', ['dlq', 'list'], { groups: [expect.objectContaining({ group, messages: 1 })] }],
      [
        'dlq inspect',
        ['dlq', 'inspect', group],
        { originTopic: topic, body: 'bad', tags: 't', keys: ['k'] },
      ],
      ['send', ['send', 'others', 'x'], { topic: 'others', status: 'SEND_OK' }],
    ])(
      '%s --json is an object that a program reads',
      async (_, args, expected) => {
        await expect(json(...args)).resolves.toMatchObject(expected)
      },
      60_000,
    )

    it('dlq resend --json is an object for each letter', async () => {
      await expect(json('dlq', 'resend', group, '--all', '--count', '1')).resolves.toMatchObject({
        ...{ msgId: letterId, topic: `%RETRY%${group}` },
      })
    }, 60_000)

    it('tail --json is an object for each message, of any number of queues, and warns of nothing', async () => {
      const tail = start('tail', topic, '--from', 'earliest', '--json')
      await tail.says('"good"')
      tail.process.kill('SIGINT')
      const { code, stdout, stderr } = await tail.ended
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const bodies = stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { body: string }).body)
      expect(bodies).toEqual(expect.arrayContaining(['bad', 'good']))
    }, 60_000)
  },
)
