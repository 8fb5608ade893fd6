// The suites of a single broker, once more on a cluster of three: each file registers its tests here.
import '../integration/aborts.integration.test.js'
import '../integration/control.integration.test.js'
import '../integration/crash-safety.integration.test.js'
import '../integration/cron.integration.test.js'
import '../integration/odd-calls.integration.test.js'
import '../integration/one-id.integration.test.js'
import '../integration/seed-promises.integration.test.js'
import '../integration/shutdown.integration.test.js'

import { createRabbitCluster, type RabbitClusterServer } from '@arq/tooling-services'
import { afterAll, beforeAll } from '@jest/globals'

let cluster: RabbitClusterServer

beforeAll(async () => {
  cluster = await createRabbitCluster()
  await cluster.start()
  // What these suites read when a test begins; jest gives each file an environment of its own.
  process.env['ARQ_TEST_RABBITMQ_URL'] = cluster.urls.join(',')
  process.env['ARQ_TEST_RABBITMQ_MANAGEMENT_URL'] = cluster.managementUrl
}, 180_000)
afterAll(() => cluster.dispose())
