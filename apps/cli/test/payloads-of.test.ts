import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { filePayloads } from '@arq/core'
import { expect, it } from '@jest/globals'

import { packagesOf } from '../src/load-package.js'
import { payloadsOf } from '../src/payloads-of.js'
import { createWiring } from '../src/wiring.js'
import { testProgram } from './setup.js'

const wiring = createWiring(packagesOf(import.meta.dirname), {})
const opened = (url: string) =>
  payloadsOf({}, wiring, testProgram({ environment: { ARQ_PAYLOADS_URL: url } }))

it('opens the payload store that the environment names', async () => {
  const folder = path.join(tmpdir(), 'a folder 中文')
  const files = await opened(pathToFileURL(folder).href)
  expect(files?.store.description).toBe(`files in ${folder}`)
  const bucket = await opened('s3://key:secret@orders/arq?endpoint=http://localhost:1')
  expect(bucket?.store.description).toContain('orders')
  expect(bucket?.store.description).not.toContain('secret')
  expect(await opened('')).toBeUndefined()
})

it('takes that of the settings module before it', async () => {
  const payloads = { store: filePayloads('/elsewhere') }
  const program = testProgram({ environment: { ARQ_PAYLOADS_URL: 'file:///here' } })
  expect(await payloadsOf({ payloads }, wiring, program)).toBe(payloads)
})

it.each(['/srv/arq', 'file://host', 'redis://localhost'])('refuses %s by name', async (url) => {
  await expect(opened(url)).rejects.toThrow('ARQ_PAYLOADS_URL')
})
