import { randomUUID } from 'node:crypto'

import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { answerOf } from '../../src/errors.js'
import { openServers } from '../real-servers.js'

let servers: Awaited<ReturnType<typeof openServers>>
beforeAll(async () => void (servers = await openServers()))
afterAll(() => servers.close())

it('answers by the code of an error', async () => {
  const client = await servers.openClient()
  const order = randomUUID()
  expect(await answerOf(client, order, 0)).toBe(400)
  expect(await answerOf(client, order, 1)).toBe(202)
  expect(await answerOf(client, order, 1)).toBe(409)
})
