import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { TEMPLATE_NAMES } from '../../src/templates.js'
import { exercise } from './exercise.js'
import { run } from './project-commands.js'

const root = join(import.meta.dirname, '..', '..', '..', '..')
const describeInFull = isFullRun ? describe : describe.skip

// All as a stranger gets it: packed, installed by npm, run from node_modules. made-project.integration.test.ts is its short form.
describeInFull('create-arq from its tarball', () => {
  let folder = ''
  let tarballs = ''
  let bin = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'create arq 任务-'))
    tarballs = join(folder, 'tarballs')
    const pack = join(root, 'tooling', 'packaging', 'src', 'pack-packages.js')
    await run(root, [process.execPath, pack, tarballs])
    const tarball = readdirSync(tarballs).find((name) => name.startsWith('create-arq-'))
    const tool = join(folder, 'tool')
    mkdirSync(tool)
    await run(tool, ['npm', 'install', '--prefix', tool, join(tarballs, String(tarball))])
    bin = join(tool, 'node_modules', 'create-arq', 'dist', 'bin.js')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(TEMPLATE_NAMES)(
    'makes, installs and runs a project of the template %s',
    async (template) => {
      const project = join(folder, `${template} 任务`)
      mkdirSync(project)
      const flags = ['--yes', '--template', template, '--pm', 'npm', '--tarballs', tarballs]
      await run(project, [process.execPath, bin, '.', ...flags], { ARQ_LANG: 'en' })
      expect(readdirSync(project)).toContain('.gitignore')
      await exercise(project, template)
    },
  )
})
