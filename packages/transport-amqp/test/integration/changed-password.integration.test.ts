import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'

import { afterEach, expect, it } from '@jest/globals'

import { useBroker } from '../broker-bench.js'
import { TcpProxy } from '../tcp-proxy.js'
import { EventLog, eventually, Inbox, jobMessage } from '../transport-bench.js'

const broker = useBroker()

const user = `rotated-${randomUUID()}`
afterEach(() => broker.host.api('DELETE', `users/${user}`))

const setPassword = (password: string) =>
  broker.host.api('PUT', `users/${user}`, { password, tags: '' })

it('a changed password is waited for by a transport that was connected, which goes on when it is right again', async () => {
  const proxy = await new TcpProxy(await broker.host.addUser(user, 'old-word', '.*')).start()
  broker.opened.push({ close: () => proxy.stop() })
  const transport = await broker.open({ url: proxy.url })
  const log = new EventLog(transport)
  const inbox = new Inbox()
  await transport.consume('rotated', { prefetch: 1 }, inbox.take)

  await setPassword('new-word')
  // What is open stays open: nobody hears of it before a connection breaks.
  await transport.publish(jobMessage('rotated', 'before'))
  await inbox.until(1)
  proxy.cut()
  await log.until('disconnected')
  // Of either direction, again and again.
  const { error } = await log.until('connectFailed', 6)
  expect(error).toMatchObject({ code: 'ARQ_CONNECTION_AUTH' })
  expect(inspect(log.events, { depth: 10 })).not.toContain('-word')
  expect(transport.health.status).toBe('not_ready')
  expect(log.of('gaveUp')).toEqual([])

  await setPassword('old-word')
  await transport.publish(jobMessage('rotated', 'after'))
  // What was acknowledged as the connection broke may come again.
  await eventually(
    () => Promise.resolve(inbox.texts),
    (texts) => texts.includes('after'),
  )
})
