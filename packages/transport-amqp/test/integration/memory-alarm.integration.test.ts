import { createRabbit, type PrivateRabbitServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { AmqpTransport, type AmqpTransportSettings } from '../../src/index.js'
import { errorOf, EventLog, eventually, Inbox, jobMessage } from '../transport-bench.js'

let rabbit: PrivateRabbitServer
const opened: AmqpTransport[] = []

beforeAll(async () => {
  rabbit = await createRabbit()
  await rabbit.start()
})
afterEach(async () => {
  await rabbit.ctl('set_vm_memory_high_watermark', '0.6')
  for (const transport of opened.splice(0)) await transport.close()
})
afterAll(() => rabbit.dispose())

async function open(settings: AmqpTransportSettings): Promise<AmqpTransport> {
  const transport = new AmqpTransport({ url: rabbit.url, ...settings })
  opened.push(transport)
  await transport.connect()
  await transport.publish(jobMessage('alarmed', 'before'))
  return transport
}

/** The broker tells a publisher that it is blocked when the next message comes from it. */
async function publishUntilBlocked(transport: AmqpTransport): Promise<void> {
  await eventually(
    async () => {
      void errorOf(transport.publish(jobMessage('alarmed', 'x')))
      return transport.health.status
    },
    (status) => status === 'degraded',
  )
}

describe('a broker that runs out of memory', () => {
  it('makes the transport degraded; a publish waits for its limit, and goes out when the alarm is over', async () => {
    const transport = await open({ confirmTimeout: '3s' })
    const log = new EventLog(transport)
    expect(transport.health.status).toBe('ready')
    await transport.publish(jobMessage('alarmed', 'before'))
    const inbox = new Inbox(() => {})
    await transport.consume('alarmed', { prefetch: 1 }, inbox.take)
    const [held] = await inbox.until(1)
    await rabbit.ctl('set_vm_memory_high_watermark', '0.000001')
    await publishUntilBlocked(transport)
    expect(transport.health).toMatchObject({
      status: 'degraded',
      problems: [{ code: 'publishing_blocked', isFatal: false }],
    })
    expect(await errorOf(transport.publish(jobMessage('alarmed', 'too late')))).toMatchObject({
      code: 'ARQ_CONNECTION_BLOCKED',
      retryable: true,
      sent: 'no',
    })
    // Taking messages, and settling them, goes on.
    held!.ack()
    await inbox.until(2)
    const waiting = transport.publish(jobMessage('alarmed', 'in time'))
    const waits = errorOf(waiting)
    await rabbit.ctl('set_vm_memory_high_watermark', '0.6')
    await log.until('unblocked')
    // The call that lifts the alarm may take longer than the publish waits.
    const outcome = await waits
    if (outcome) expect(outcome).toMatchObject({ code: 'ARQ_CONNECTION_BLOCKED' })
    await transport.publish(jobMessage('alarmed', 'after'))
    expect(transport.health.status).toBe('ready')
  })

  it('refuses a publish at once where it is told to reject', async () => {
    const transport = await open({ whenFull: 'reject', confirmTimeout: '1h' })
    await rabbit.ctl('set_vm_memory_high_watermark', '0.000001')
    await publishUntilBlocked(transport)
    expect(await errorOf(transport.publish(jobMessage('alarmed', 'x')))).toMatchObject({
      code: 'ARQ_CONNECTION_BLOCKED',
    })
  })
})
