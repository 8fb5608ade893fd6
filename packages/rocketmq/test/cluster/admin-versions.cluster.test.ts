import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { type Admin, createAdmin, type MessageExt } from '../../src/index.js'
import { Consumers, Inbox } from '../integration/consumers.js'
import { Producers } from '../integration/producers.js'
import { uniqueName } from '../integration/rocketmq-server.js'

const WITHIN_MS = 180_000

describe.each([
  { version: '4.9.7', how: {} },
  // Users, rules, headers in the binary form, and lists in pages of three.
  {
    version: '5.5.0',
    how: { acl: true, binaryHeader: true, brokerConfig: { splitMetadataSize: '3' } },
  },
  // Resets are handed to the members, as by RocketMQ 4.
  { version: '5.3.3', how: { brokerConfig: { useServerSideResetOffset: 'false' } } },
] as const)('an administrator of RocketMQ $version', ({ version, how }) => {
  let server: RocketMQServer
  let admin: Admin
  const producers = new Producers()
  const consumers = new Consumers()
  const client = () => ({
    nameServers: server.nameServerAddress,
    connection: server.credentials && { acl: server.credentials },
  })
  beforeAll(async () => {
    server = await createRocketMQ({ version, ...how })
    await server.start()
    admin = createAdmin(client())
  }, WITHIN_MS)
  afterEach(async () => {
    await consumers.closeAll()
    await producers.closeAll()
  })
  afterAll(async () => {
    await admin.close()
    await server.dispose()
  })

  async function setup(count: number) {
    const topic = uniqueName('topic')
    const group = uniqueName('group')
    await admin.topics.create(topic, { readQueueNums: 1, writeQueueNums: 1 })
    await admin.groups.create(group, { retryMaxTimes: 5 })
    const producer = await producers.start(server.nameServerAddress, client())
    const sent = []
    for (let index = 0; index < count; index += 1) {
      sent.push(await producer.send({ topic, body: `m${index}`, keys: `k${index}` }))
    }
    const inbox = new Inbox()
    const consumer = consumers.create(server.nameServerAddress, {
      ...client(),
      ...{ group, suspendTimeoutMs: 1000, offsetPersistIntervalMs: 100 },
    })
    consumer.subscribe(topic, inbox.listener)
    return { topic, group, producer, sent, inbox, consumer }
  }

  it('keeps topics and groups', async () => {
    const { topic, group } = await setup(0)
    expect(await admin.topics.get(topic)).toMatchObject([{ topic, readQueueNums: 1, perm: 6 }])
    await admin.topics.update(topic, { perm: 4 })
    expect(await admin.topics.get(topic)).toMatchObject([{ readQueueNums: 1, perm: 4 }])
    await admin.groups.update(group, { consumeEnable: false })
    expect(await admin.groups.get(group)).toMatchObject([
      { group, retryMaxTimes: 5, consumeEnable: false },
    ])
    expect(await admin.topics.list()).toContainEqual({ topic, kind: 'user' })
    await admin.groups.delete(group)
    await admin.topics.delete(topic)
    await expect(admin.topics.get(topic)).rejects.toMatchObject({
      code: 'ROCKETMQ_TOPIC_NOT_FOUND',
    })
    await expect(admin.groups.get(group)).rejects.toMatchObject({ code: 'ROCKETMQ_NOT_FOUND' })
  })

  it('knows no other topics of users than those that were made', async () => {
    const topics = await admin.topics.list()
    const made = topics.filter(({ kind }) => kind === 'user')
    expect(made.filter((one) => !one.topic.startsWith('topic-'))).toEqual([])
  })

  it('finds and reads messages', async () => {
    const { topic, sent } = await setup(3)
    const { msgId, offsetMsgId } = sent[1]!
    let byKey: readonly MessageExt[] = []
    while (byKey.length === 0) byKey = await admin.messages.byKey(topic, 'k1')
    expect(byKey).toMatchObject([{ msgId, offsetMsgId }])
    expect(await admin.messages.byUniqueId(topic, msgId)).toMatchObject([{ msgId, offsetMsgId }])
    expect(await admin.messages.byOffsetId(offsetMsgId)).toMatchObject({ msgId })
    const bodies: string[] = []
    for await (const { body } of admin.messages.read(topic)) bodies.push(body.toString())
    expect(bodies).toEqual(['m0', 'm1', 'm2'])
    const last = (await admin.messages.byOffsetId(sent[2]!.offsetMsgId)).storeTimestamp
    const since = admin.messages.read(topic, { from: { timestampMs: last } })
    expect((await since.next()).value).toMatchObject({ storeTimestamp: last })
    const later = admin.messages.read(topic, { from: { timestampMs: last + 60_000 } })
    await expect(later.next()).resolves.toMatchObject({ done: true })
    const before: number[] = []
    for await (const { storeTimestamp } of admin.messages.read(topic, { toTimestampMs: last })) {
      before.push(storeTimestamp)
    }
    expect(before.every((time) => time < last)).toBe(true)
  })

  it('lists every group, in however many pages', async () => {
    const groups = Array.from({ length: 7 }, () => uniqueName('paged'))
    for (const group of groups) await admin.groups.create(group)
    const listed = (await admin.groups.list()).map(({ group }) => group)
    expect(listed).toEqual(expect.arrayContaining(groups))
    expect(new Set(listed).size).toBe(listed.length)
  })

  it(
    'sees connections and progress, and resets a group that runs',
    async () => {
      const { topic, group, inbox, consumer, producer } = await setup(2)
      await consumer.start()
      await inbox.count(2)
      expect((await admin.groups.connections(group)).members).toMatchObject([
        { clientId: consumer.clientId },
      ])
      await admin.groups.runningInfo(group, consumer.clientId)
      expect((await admin.producers.connections(producer.group))[0]).toMatchObject({
        clientId: producer.clientId,
      })
      const question = { topic, withMembers: true }
      for (;;) {
        const { lag, queues } = await admin.groups.progress(group, question)
        if (lag === 0n && queues[0]?.clientId === consumer.clientId) break
      }
      const resets = await admin.groups.resetOffsets(group, topic, { timestampMs: 0 })
      expect(resets).toMatchObject([{ before: 2n, after: 0n }])
      await inbox.count(4)
      const offsets = [{ queue: resets[0]!.queue, offset: 1n }]
      const toOffset = admin.groups.resetOffsets(group, topic, { offsets })
      if (version === '5.5.0') {
        await toOffset
        await inbox.count(5)
      } else {
        await expect(toOffset).rejects.toMatchObject({
          code: 'ROCKETMQ_REQUEST_UNSUPPORTED',
          message: expect.stringContaining(`stop the members of ${group} first`),
        })
      }
      await consumer.close()
      expect(await admin.groups.resetOffsets(group, topic, { offsets })).toMatchObject([
        { after: 1n },
      ])
      for (const [to, after] of [
        ['latest', 2n],
        ['earliest', 0n],
      ] as const) {
        expect(await admin.groups.resetOffsets(group, topic, to)).toMatchObject([{ after }])
      }
    },
    WITHIN_MS,
  )

  it('resets a group that never ran', async () => {
    const { topic, group } = await setup(2)
    const resets = await admin.groups.resetOffsets(group, topic, 'latest')
    expect(resets).toMatchObject([{ before: 0n, after: 2n }])
  })

  it('looks at brokers, and changes a setting', async () => {
    const [runtime] = await admin.brokers.runtime()
    expect(runtime?.values['brokerVersionDesc']).toBe(`V${version.replaceAll('.', '_')}`)
    await admin.brokers.updateConfig({ fileReservedTime: '50' })
    const [config] = await admin.brokers.config()
    expect(config?.values['fileReservedTime']).toBe('50')
  })

  if (version === '5.5.0') {
    it(
      'keeps users and their rules',
      async () => {
        const username = uniqueName('user')
        const subject = `User:${username}`
        await admin.users.create(username, { password: 'first-secret' })
        await expect(admin.users.create(username, { password: 'x' })).rejects.toMatchObject({
          code: 'ROCKETMQ_ALREADY_EXISTS',
        })
        expect(await admin.users.get(username)).toEqual([
          { username, userType: 'Normal', userStatus: 'enable', brokerName: 'broker-a' },
        ])
        const topic = uniqueName('topic')
        await admin.topics.create(topic)
        const acl = { accessKey: username, secretKey: 'first-secret' }
        const sender = await producers.start(server.nameServerAddress, { connection: { acl } })
        await expect(sender.send({ topic, body: 'no' })).rejects.toThrow(/NO_PERMISSION/)
        const rule = { resource: `Topic:${topic}`, sourceIps: [], decision: 'Allow' } as const
        const rules = [{ ...rule, actions: ['Pub', 'Sub'] as const }]
        await admin.acls.create(subject, [{ policyType: 'Custom', rules }])
        await sender.send({ topic, body: 'yes' })
        expect(await admin.acls.get(subject)).toMatchObject([
          {
            subject,
            policies: [{ policyType: 'Custom', rules: [{ ...rule, actions: ['Pub', 'Sub'] }] }],
          },
        ])
        const denied = [{ ...rule, actions: ['Pub'] as const, decision: 'Deny' as const }]
        await admin.acls.update(subject, [{ policyType: 'Custom', rules: denied }])
        await expect(sender.send({ topic, body: 'no' })).rejects.toThrow(/NO_PERMISSION/)
        expect(await admin.acls.list({ subject: username })).toHaveLength(1)
        await admin.acls.delete(subject, { resource: `Topic:${topic}` })
        await expect(admin.acls.get(`${subject}x`)).rejects.toMatchObject({
          code: 'ROCKETMQ_NOT_FOUND',
        })
        await admin.users.update(username, { userStatus: 'disable' })
        expect(await admin.users.list({ filter: username })).toMatchObject([
          { username, userStatus: 'disable' },
        ])
        await admin.users.delete(username)
        await expect(admin.users.get(username)).rejects.toMatchObject({
          code: 'ROCKETMQ_NOT_FOUND',
        })
        const wrong = admin.users.update('arq-admni', { userType: 'Super' })
        await expect(wrong).rejects.toThrow(/did you mean arq-admin\?/)
      },
      WITHIN_MS,
    )
  } else {
    it('says that this server keeps no users', async () => {
      await expect(admin.users.list()).rejects.toMatchObject({
        code: 'ROCKETMQ_REQUEST_UNSUPPORTED',
      })
      await expect(admin.acls.list()).rejects.toMatchObject({
        code: 'ROCKETMQ_REQUEST_UNSUPPORTED',
      })
    })
  }
})
