import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { createVirtualHost } from '@arq/tooling-services'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { guidePrograms, guideSamples } from '../guide-pages.js'
import { runProgram, serverUrl } from '../run-program.js'

const dist = join(import.meta.dirname, '..', '..', 'dist')
const FOLDER = 'guide-on-test-servers'

beforeAll(() => mkdir(join(dist, FOLDER), { recursive: true }))
afterAll(() => rm(join(dist, FOLDER), { recursive: true, force: true }))

/** The program as it is shown, but for the addresses of its servers. */
async function onTestServers(name: string, brokerUrl: string): Promise<string> {
  const urls = {
    'amqp://localhost:5672': brokerUrl,
    'redis://localhost:6379': serverUrl('ARQ_TEST_REDIS_URL'),
    'postgresql://localhost:5432/shop': serverUrl('ARQ_TEST_POSTGRESQL_URL'),
    'rocketmq://localhost:9876': `rocketmq://${serverUrl('ARQ_TEST_ROCKETMQ_NAMESERVER')}`,
    'localhost:9876': serverUrl('ARQ_TEST_ROCKETMQ_NAMESERVER'),
  }
  let text = await readFile(join(dist, 'guide', `${name}.js`), 'utf8')
  for (const [from, to] of Object.entries(urls)) text = text.replaceAll(`'${from}'`, `'${to}'`)
  await writeFile(join(dist, FOLDER, `${name}.js`), text)
  return `${FOLDER}/${name}.js`
}

// All of them are most of a minute, of processes that start and connect.
const programs = isFullRun ? guidePrograms() : ['first-job', 'retries', 'rocketmq-messages']

it.each(programs)('%s prints what its page says', async (name) => {
  const host = await createVirtualHost('guide')
  try {
    const { ended } = runProgram(await onTestServers(name, host.url))
    const { code, stdout, stderr } = await ended
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
    for (const { page, prints } of guideSamples(name)) {
      expect({ page, prints: stdout }).toEqual({ page, prints })
    }
  } finally {
    await host.delete()
  }
})
