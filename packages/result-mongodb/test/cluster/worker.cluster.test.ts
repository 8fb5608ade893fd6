import { createMongoDB, type MongoDBServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, it } from '@jest/globals'

import {
  expectAbortedAndUnique,
  expectNothingLost,
} from '../../../worker/test/integration/jobs-with-store.js'
import { MongoResultStore } from '../../src/index.js'
import { urlOf } from './setup.js'

const JOBS = 300

describe.each([
  ['a replica set', false],
  ['a single server', true],
])('a worker with results in MongoDB, %s', (_, isStandalone) => {
  let server: MongoDBServer
  beforeAll(async () => {
    server = await createMongoDB({ isStandalone })
    await server.start()
  })
  afterAll(() => server.dispose())

  const newStore = () => new MongoResultStore({ url: urlOf(server), connectTimeout: '2s' })

  it('loses no job and no result when the server is killed under load and comes back', () =>
    expectNothingLost({ newStore, server }, JOBS))

  it('keeps a job that was aborted before it began from running, and a unique id from running twice', () =>
    expectAbortedAndUnique(newStore))
})
