import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { TEMPLATE_NAMES, type TemplateName } from '../../src/templates.js'
import { exercise } from './exercise.js'
import { run } from './project-commands.js'

const home = join(import.meta.dirname, '..', '..')

// What is in fastify beside its routes is plain's, to the byte.
const templates: readonly TemplateName[] = isFullRun ? TEMPLATE_NAMES : ['plain']

// The short form: the made project finds the packages that are linked here. packed.integration.test.ts installs them.
describe.each(templates)('a project of the template %s', (template) => {
  let folder = ''
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'create arq 任务-'))))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('passes its test and type check, and runs in memory and on RabbitMQ and Redis', async () => {
    const bin = join(home, 'dist', 'bin.js')
    const made = [process.execPath, bin, 'my jobs', '--no-install', '--template', template]
    expect(await run(folder, made, { ARQ_LANG: 'en' })).toContain('Made my-jobs in ')
    const project = join(folder, 'my jobs')
    symlinkSync(join(home, 'node_modules'), join(project, 'node_modules'), 'junction')
    await exercise(project, template)
  })
})
