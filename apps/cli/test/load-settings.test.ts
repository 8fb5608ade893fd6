import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import * as core from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { loadSettings } from '../src/load-settings.js'
import type * as settingsModule from './fixtures/settings.js'
import { fixtures, testProgram } from './setup.js'

const inSettings = (name: keyof typeof settingsModule): string => `./settings.ts:${name}`

const load = (reference: string) => loadSettings(reference, testProgram())

describe('a settings module', () => {
  it('in TypeScript gives a settings object, and the folder it is in', async () => {
    const { settings, folder } = await load(inSettings('workerSettings'))
    expect(settings).toMatchObject({ maxRetries: 1, jobTimeout: '10s' })
    expect(settings['functions']).toMatchObject([{ name: 'add' }])
    expect(folder).toBe(fixtures)
  })

  it('may be named without its extension, or by a whole path', async () => {
    expect((await load('settings:listOfFunctions')).settings).toHaveProperty('functions')
    const whole = join(fixtures, 'settings.mjs')
    expect((await load(`${whole}:workerSettings`)).settings).toMatchObject({
      queueName: 'from-mjs',
    })
  })

  it('gives a class with its own and its inherited statics, its methods bound', async () => {
    const { settings } = await load(inSettings('SettingsClass'))
    expect(settings).toMatchObject({ maxRetries: 2, prefetchCount: 7 })
    expect(settings['functions']).toHaveLength(1)
    const onStartup = settings['onStartup'] as () => string
    expect(onStartup()).toBe('hello')
    expect(settings).not.toHaveProperty('prototype')
  })

  it('gives a list of functions', async () => {
    const { settings } = await load(inSettings('listOfFunctions'))
    expect(Object.keys(settings)).toEqual(['functions'])
  })
})

describe('what is wrong with a settings module', () => {
  it.each([
    ['./setings.ts:workerSettings', './setings.ts does not exist; did you mean ./settings.ts?'],
    ['./zzzzzzzz:workerSettings', './zzzzzzzz does not exist; in that folder: broken.mjs'],
    ['./no/such:workerSettings', './no/such does not exist'],
    ['./settings.ts:workerSetings', 'no export workerSetings; did you mean workerSettings?'],
    ['./settings.mjs:zzz', './settings.mjs has no export zzz; it exports: workerSettings'],
    ['./settings.mjs', 'name an export, for example ./settings.mjs:workerSettings'],
    ['./nothing.mjs:workerSettings', './nothing.mjs exports nothing'],
    ['./broken.mjs:workerSettings', './broken.mjs cannot be loaded: '],
    [inSettings('oneTask'), 'is a single task; export settings, or a list: [task]'],
    [inSettings('notAClass'), 'must be a settings object, a class with static functions'],
    [inSettings('someNumber'), 'got a number'],
  ])('of %s is told', async (reference, problem) => {
    const error = await load(reference).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
    expect(core.localizedMessage(error, 'en')).toContain('--worker-module')
    expect(core.localizedMessage(error, 'en')).toContain(problem)
  })

  it('is told in Chinese to those who read it', async () => {
    const loading = loadSettings('./setings.ts:a', testProgram({ language: 'zh-CN' }))
    await expect(loading).rejects.toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
    await expect(loading).rejects.toThrow('是否想用 ./settings.ts？')
  })

  it('is told when the folder is empty, too', async () => {
    const name = createHash('sha1')
      .update(import.meta.url)
      .digest('hex')
      .slice(0, 8)
    const folder = mkdtempSync(join(tmpdir(), name))
    const loading = loadSettings('./settings.ts:a', { ...testProgram(), folder })
    await expect(loading).rejects.toThrow('./settings.ts does not exist')
    rmSync(folder, { recursive: true })
  })
})
