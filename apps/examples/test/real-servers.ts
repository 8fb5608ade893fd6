import { createClient } from '@arq/client'
import { silentLogger } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { createVirtualHost } from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker, type WorkerSettings } from '@arq/worker'

import { serverUrl } from './run-program.js'

/** RabbitMQ, in a virtual host of the test's own, and Redis; `close` ends what was opened here. */
export async function openServers() {
  const host = await createVirtualHost('examples')
  const closing: (() => Promise<unknown>)[] = [() => host.delete()]
  const servers = () => ({
    transport: new AmqpTransport({ url: host.url }),
    resultStore: new RedisResultStore({ url: serverUrl('ARQ_TEST_REDIS_URL') }),
  })
  return {
    url: host.url,
    async openClient() {
      const client = await createClient(servers())
      closing.unshift(() => client.close())
      return client
    },
    startWorker(settings: Pick<WorkerSettings, 'functions'>): void {
      const worker = new Worker({ logger: silentLogger, ...servers(), ...settings })
      const running = worker.run()
      closing.unshift(async () => {
        await worker.stop()
        await running
      })
    },
    async close() {
      for (const one of closing) await one()
    },
  }
}
