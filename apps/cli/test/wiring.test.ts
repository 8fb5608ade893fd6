import { localizedMessage } from '@arq/core'
import { expect, it } from '@jest/globals'

import { packagesOf } from '../src/load-package.js'
import { createWiring } from '../src/wiring.js'
import { fixtures } from './setup.js'

const allInstalled = packagesOf(fixtures)
const nothingInstalled = async (): Promise<unknown> => undefined

it('opens adapters by the scheme of their URL', async () => {
  const wiring = createWiring(allInstalled)
  const transport = await wiring.openTransport({ url: 'amqps://user:secret@broker:5671' })
  expect(transport.description).toBe('amqps://broker:5671')
  const cluster = await wiring.openTransport({ url: ['amqp://a', 'amqp://b'] })
  expect(cluster.description).toMatch(/^amqp:\/\/a.*, amqp:\/\/b/)
  for (const url of [
    'redis://cache',
    'postgres://db/app',
    'postgresql://db/app?prefix=jobs_',
    'sqlite:///jobs.db',
  ]) {
    expect(await wiring.openResultStore({ url })).toHaveProperty('transition')
  }
})

it('names the known schemes when one is not known', async () => {
  const opening = createWiring(allInstalled).openTransport({ url: 'http://broker' })
  await expect(opening).rejects.toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
  await expect(opening).rejects.toThrow('amqp://, amqps://')
})

it.each([
  ['transport', 'amqp://broker', '@arq/transport-amqp'],
  ['store', 'redis://cache', '@arq/result-redis'],
  ['store', 'postgresql://db/app', '@arq/result-sql'],
  ['store', 'sqlite:///jobs.db', '@arq/result-sql'],
])(
  'gives the line that installs the package of a %s that is absent: %s',
  async (part, url, name) => {
    const wiring = createWiring(nothingInstalled)
    const opening: Promise<unknown> =
      part === 'store' ? wiring.openResultStore({ url }) : wiring.openTransport({ url })
    const error = await opening.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ARQ_UNSUPPORTED', details: { missing: name } })
    expect(localizedMessage(error, 'en')).toContain(`npm install ${name}`)
    expect(localizedMessage(error, 'zh-CN')).toContain(`npm install ${name}`)
  },
)

it('logs without @arq/logging, too', async () => {
  const logger = await createWiring(nothingInstalled).openLogger({
    level: 'info',
    format: 'text',
    language: 'en',
  })
  expect(logger).toHaveProperty('child')
})
