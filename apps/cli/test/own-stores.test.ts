import { join } from 'node:path'

import { expect, it } from '@jest/globals'

import { readConfig } from '../src/config/read-config.js'
import { packagesOf } from '../src/load-package.js'
import { readOverrides } from '../src/overrides.js'
import { createWiring } from '../src/wiring.js'
import { resultStoreOf } from '../src/worker-parts.js'
import { fixtures, testProgram } from './setup.js'

/** What a configuration file with this under `worker.result_storage` opens. */
function open(storage: object) {
  const { values, issues } = readConfig({ worker: { result_storage: storage } })
  expect(issues).toEqual([])
  const program = { ...testProgram(), config: { name: 'arq.config.yaml', values } }
  const wiring = createWiring(packagesOf(fixtures))
  return resultStoreOf({ settings: {}, overrides: readOverrides({}, program), wiring, program })
}

it('opens a scheme that the configuration file adds, by the function that it names', async () => {
  const schemes = { own: './own-stores.mjs:openOwnStore' }
  expect(await open({ store_url: 'own://db/jobs', schemes })).toHaveProperty('transition')
  const { opened } = (await import(join(fixtures, 'own-stores.mjs'))) as { opened: string[] }
  expect(opened).toEqual(['own://db/jobs'])
  // Ours are still there.
  expect(await open({ store_url: 'redis://cache', schemes })).toHaveProperty('transition')
})

it('says which line of the file is wrong', async () => {
  const of = (reference: string) => open({ store_url: 'own://db', schemes: { own: reference } })
  await expect(of('./own-stores.mjs:openStore')).rejects.toMatchObject({
    code: 'ARQ_CONFIG_INVALID',
    message: expect.stringContaining('arq.config.yaml: worker.result_storage.schemes.own'),
  })
  await expect(of('./own-store.mjs:openOwnStore')).rejects.toThrow('own-stores.mjs')
  const { issues } = readConfig({ worker: { result_storage: { schemes: { own: 5 } } } })
  expect(issues).toHaveLength(1)
})
