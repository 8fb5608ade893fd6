import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { runProgram, serverUrl } from '../run-program.js'
import { createVirtualHost } from '../virtual-host.js'

const redisUrl = serverUrl('ARQ_TEST_REDIS_URL')

let rabbitmqUrl: string
let deleteHost: () => Promise<void>

// The demo leaves queues behind: they go with their virtual host.
beforeAll(async () => {
  const host = await createVirtualHost()
  rabbitmqUrl = host.url
  deleteHost = host.delete
})
afterAll(() => deleteHost())

const demo = (args: readonly string[], env?: Readonly<Record<string, string>>) =>
  runProgram('demo/main.js', args, env).ended

describe('npm run demo', () => {
  it('needs no server, and says how to do the same on RabbitMQ', async () => {
    const { code, stdout } = await demo([])
    expect(stdout).toMatch(/^200 jobs on memory:/)
    expect(stdout.match(/ ✓$/gm)).toHaveLength(10)
    expect(stdout).toContain('Every job ended as expected.')
    expect(stdout).toContain('npm run demo -- --rabbitmq-url')
    expect(code).toBe(0)
  })

  it('ends every job as expected on RabbitMQ and Redis', async () => {
    const { code, stdout } = await demo(['--rabbitmq-url', rabbitmqUrl, '--redis-url', redisUrl])
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
    expect(code).toBe(1)
  })

  it('refuses a flag that it does not know', async () => {
    const { code, stderr } = await demo(['--rabitmq-url', 'x'])
    expect(stderr).toContain('did you mean --rabbitmq-url?')
    expect(code).toBe(2)
  })
})
