import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from '@jest/globals'

const folder = join(import.meta.dirname, '..', 'compose')
const compose = readFileSync(join(folder, 'compose.yaml'), 'utf8')

/** `host:container` of what is mounted from this folder. */
const mounts = [...compose.matchAll(/^ +- (\.\/[^:\n]+):([^:\n]+):ro$/gm)].map(
  ([, from = '', to = '']) => ({ from, to }),
)

it('mounts RabbitMQ’s two files where RabbitMQ reads them', () => {
  expect(mounts).toEqual([
    { from: './rabbitmq/advanced.config', to: '/etc/rabbitmq/advanced.config' },
    { from: './rabbitmq/rabbitmq.conf', to: '/etc/rabbitmq/conf.d/20-arq.conf' },
  ])
  for (const { from } of mounts) expect(existsSync(join(folder, from))).toBe(true)
})

it('keeps the data of both servers in volumes', () => {
  const [, volumes = ''] = compose.split(/^volumes:\n/m)
  const declared = [...volumes.matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => name)
  expect(declared).toEqual(['rabbitmq', 'redis'])
  expect(compose).toContain('- rabbitmq:/var/lib/rabbitmq\n')
  expect(compose).toContain('- redis:/data\n')
})

it('has no password in it, and opens no port to others', () => {
  expect(compose).toMatch(/RABBITMQ_DEFAULT_PASS: \$\{RABBITMQ_PASSWORD:\?/)
  const ports = [...compose.matchAll(/^ +- '([^']*:\d+)'$/gm)].map(([, port]) => port)
  expect(ports).toEqual(['127.0.0.1:5672:5672', '127.0.0.1:15672:15672', '127.0.0.1:6379:6379'])
})
