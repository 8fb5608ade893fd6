import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { arq } from './run-arq.js'
import { createVirtualHost, serverUrl } from './servers.js'

const redisUrl = serverUrl('ARQ_TEST_REDIS_URL')

let rabbitmqUrl: string
let deleteHost: () => Promise<unknown>

// The demo leaves queues behind: they go with their virtual host.
beforeAll(async () => {
  const host = await createVirtualHost()
  rabbitmqUrl = host.url
  deleteHost = host.delete
})
afterAll(() => deleteHost())

const demo = (args: readonly string[], env?: Readonly<Record<string, string>>) =>
  arq(['demo', ...args], env)

describe('arq demo', () => {
  it('needs no server, whatever variables say, and tells how to do the same on RabbitMQ', async () => {
    const { code, stdout } = await demo([], { RABBITMQ_URL: 'amqp://production' })
    expect(stdout).toMatch(/^200 jobs on memory:/)
    expect(stdout.match(/ ✓$/gm)).toHaveLength(10)
    expect(stdout).toContain('Every job ended as expected.')
    expect(stdout).toContain('arq demo -u amqp://')
    expect(code).toBe(0)
  })

  it('ends every job as expected on RabbitMQ and Redis', async () => {
    const { code, stdout } = await demo([
      '--rabbitmq-url',
      rabbitmqUrl,
      '--result-store-url',
      redisUrl,
    ])
    expect(stdout.match(/ ✓$/gm)).toHaveLength(10)
    expect(stdout).toContain('Dead letters: 22')
    expect(stdout).toMatch(
      /Left on the broker, empty: the queues with arq-demo-\w{8} in their names/,
    )
    expect(code).toBe(0)
  })

  it('prints nothing but JSON on standard output when asked to', async () => {
    const { code, stdout } = await demo(['--json', '--jobs', '10', '--rabbitmq-url', rabbitmqUrl])
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, surprises: [] })
    expect(code).toBe(0)
  })

  it('speaks Chinese to those who do', async () => {
    const { stdout } = await demo(['--jobs', '10'], { ARQ_LANG: 'zh-CN' })
    expect(stdout).toContain('所有任务都符合预期')
  })

  it('says in one line that the broker refuses the password, and never shows it', async () => {
    const url = new URL(rabbitmqUrl)
    url.password = 'hush-hush'
    const { code, stdout, stderr } = await demo(['--rabbitmq-url', url.href])
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain('[ARQ_CONNECTION_AUTH]')
    expect(stdout + stderr).not.toContain('hush-hush')
    expect(code).toBe(3)
  })

  it.each(['many', '3', '10.5', '10001'])('refuses %s jobs', async (jobs) => {
    const { code, stderr } = await demo(['--jobs', jobs])
    expect(stderr).toContain('Invalid --jobs: must be a whole number from 10 to 10000')
    expect(code).toBe(2)
  })
})
