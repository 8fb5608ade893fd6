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
  const rocketmq = await wiring.openTransport({ url: 'rocketmq://key:secret@ns1,ns2:9877' })
  expect(rocketmq.description).toBe('rocketmq://ns1:9876,ns2:9877')
  for (const url of [
    'redis://cache',
    'redis+cluster://cache-1:7001,cache-2:7002',
    'rediss+sentinel://s1,s2,s3/main',
    'postgres://db/app',
    'postgresql://db/app?prefix=jobs_',
    'sqlite:///jobs.db',
    's3://key:secret@jobs/arq?endpoint=http%3A%2F%2Fminio%3A9000',
    'mongodb://app:secret@db1,db2/app?replicaSet=rs0',
    'mongodb+srv://cluster.example/app',
  ]) {
    expect(await wiring.openResultStore({ url })).toHaveProperty('transition')
  }
})

it('gives the line that installs a parser of JavaScript where there is none', async () => {
  const loading = createWiring(nothingInstalled).loadJsParser('arq migrate')
  const error = await loading.catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'ARQ_UNSUPPORTED', details: { missing: '@babel/parser' } })
  expect(localizedMessage(error, 'en')).toContain('npm install @babel/parser@7')
  const parse = await createWiring(allInstalled).loadJsParser('arq migrate')
  expect(parse('1').program.type).toBe('Program')
})

it('names the known schemes when one is not known', async () => {
  const opening = createWiring(allInstalled).openTransport({ url: 'http://broker' })
  await expect(opening).rejects.toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
  await expect(opening).rejects.toThrow('amqp://, amqps://')
})

it.each([
  ['transport', 'amqp://broker', '@arq/transport-amqp'],
  ['transport', 'rocketmqs://ns', '@arq/transport-rocketmq'],
  ['store', 'redis://cache', '@arq/result-redis'],
  ['store', 'postgresql://db/app', '@arq/result-sql', ' pg'],
  ['store', 'mariadb://db/app', '@arq/result-sql', ' mysql2'],
  ['store', 'sqlite:///jobs.db', '@arq/result-sql'],
  ['store', 's3://jobs/arq', '@arq/result-s3'],
  ['store', 'mongodb+srv://cluster.example/app', '@arq/result-mongodb'],
])(
  'gives the line that installs the package of a %s that is absent: %s',
  async (part, url, name, driver = '') => {
    const wiring = createWiring(nothingInstalled)
    const opening: Promise<unknown> =
      part === 'store' ? wiring.openResultStore({ url }) : wiring.openTransport({ url })
    const error = await opening.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ARQ_UNSUPPORTED', details: { missing: name } })
    expect(localizedMessage(error, 'en')).toContain(`npm install ${name}${driver}`)
    expect(localizedMessage(error, 'zh-CN')).toContain(`npm install ${name}${driver}`)
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

it('takes the login of S3 from the variables of AWS, unless somebody gives one', async () => {
  const environment = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' }
  const wiring = createWiring(allInstalled, environment)
  for (const url of ['s3://jobs/arq', 's3://other:secret@jobs']) {
    expect(await wiring.openResultStore({ url })).toHaveProperty('transition')
  }
  const without = createWiring(allInstalled, {}).openResultStore({ url: 's3://jobs/arq' })
  await expect(without).rejects.toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
})
