import { createServer } from 'node:net'

import { localizedMessage } from '@arq/core'
import { expect, it } from '@jest/globals'

import { MongoResultStore } from '../src/index.js'
import { oldServer } from './old-server.js'

const connecting = (url: string, degradeOnFailure = true): Promise<unknown> =>
  new MongoResultStore({ url, degradeOnFailure, connectTimeout: '500ms' }).connect().then(
    () => 'it connected',
    (error: unknown) => error,
  )

it('tells a server that is too old, in both languages, also where outages are borne', async () => {
  const server = await oldServer()
  try {
    const error = await connecting(server.url)
    expect(error).toMatchObject({
      code: 'ARQ_STORE_FAILED',
      retryable: false,
      message: expect.stringContaining('MongoDB 4.4 or newer is needed'),
    })
    expect(localizedMessage(error, 'zh-CN')).toContain('需要 MongoDB 4.4 或更新版本')
  } finally {
    await server.close()
  }
})

it('tells a server that is not there, with its address and without the password', async () => {
  // A port that was free a moment ago.
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
  const url = `mongodb://app:se-cret@127.0.0.1:${String(port)}/orders`
  const error = await connecting(url, false)
  expect(error).toMatchObject({
    code: 'ARQ_STORE_CONNECTION',
    retryable: true,
    message: expect.stringMatching(/mongodb:\/\/127\.0\.0\.1:\d+\/orders cannot be .*ECONNREFUSED/),
  })
  expect(JSON.stringify(error)).not.toContain('se-cret')
})
