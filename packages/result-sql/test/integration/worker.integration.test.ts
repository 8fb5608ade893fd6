import { createPostgres, type PostgresServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, it } from '@jest/globals'

import {
  expectAbortedAndUnique,
  expectNothingLost,
} from '../../../worker/test/integration/jobs-with-store.js'
import { SqlResultStore } from '../../src/index.js'

const JOBS = 600

let server: PostgresServer
beforeAll(async () => {
  server = await createPostgres()
  await server.start()
})
afterAll(() => server.dispose())

const newStore = () => new SqlResultStore({ url: server.url })

describe('a worker with results in PostgreSQL', () => {
  it('loses no job and no result when the server is killed under load and comes back', () =>
    expectNothingLost({ newStore, server }, JOBS))

  it('keeps a job that was aborted before it began from running, and a unique id from running twice', () =>
    expectAbortedAndUnique(newStore))
})
