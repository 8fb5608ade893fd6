import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from '@jest/globals'

import { openForeignApp } from '../../../../packages/transport-amqp/test/foreign-app.js'
import { fixtures } from '../setup.js'
import { arq, startArq } from './run-arq.js'
import { serverUrl } from './servers.js'

const PAGE = join(import.meta.dirname, '..', '..', '..', 'docs', 'moving-from-amqplib.md')

/** The files that the page shows, as it shows them. */
async function filesOfPage(): Promise<readonly (readonly [name: string, text: string])[]> {
  const page = await readFile(PAGE, 'utf8')
  const shown = page.matchAll(/<!-- file: (\S+) -->\n\n```\w+\n([\s\S]*?)```/g)
  return [...shown].map(([, name = '', text = '']) => [name, text])
}

const OLD = `import { connect } from 'amqplib'
const channel = await (await connect('amqp://localhost')).createChannel()
await channel.consume('orders', (message) => channel.ack(message))
`

describe('the guide from a hand-written consumer', () => {
  it('moves a queue to arq worker as it says', async () => {
    const url = serverUrl('ARQ_TEST_RABBITMQ_URL')
    const app = await openForeignApp(url)
    // Beside the packages, so that the page's imports are found.
    const folder = join(fixtures, `guide-${String(process.pid)}`)
    await mkdir(join(folder, 'old'), { recursive: true })
    try {
      await writeFile(join(folder, 'old', 'consumer.mjs'), OLD)
      for (const [name, text] of await filesOfPage()) await writeFile(join(folder, name), text)
      const seen = await arq(['migrate', 'old', '--from', 'amqplib'], {}, folder)
      expect(seen.code).toBe(0)
      expect(seen.stdout).toContain('consumeRaw')

      const queue = await app.queue('quorum', { dlx: true })
      const worker = startArq(
        ['worker', '-m', './settings.mjs:workerSettings'],
        { RABBITMQ_URL: url, ORDERS_QUEUE: queue.queueName },
        folder,
      )
      await app.publish(queue, JSON.stringify({ id: 1, items: 2 }))
      await app.publish(queue, JSON.stringify({ id: 2, items: 0 }))
      await worker.says('order.created: order 1 is fulfilled')
      const letter = await app.next(queue.dlqName!)
      expect(JSON.parse(letter.content.toString())).toEqual({ id: 2, items: 0 })
      await worker.says('order 2 is empty')
      worker.process.kill('SIGTERM')
      expect((await worker.ended).code).toBe(0)
      expect(await app.ready(queue.queueName)).toBe(0)
    } finally {
      await rm(folder, { recursive: true })
      await app.close()
    }
  })
})
