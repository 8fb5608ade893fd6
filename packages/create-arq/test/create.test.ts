import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { inNewFolder } from './made-here.js'

let place: ReturnType<typeof inNewFolder>
beforeEach(() => void (place = inNewFolder()))
afterEach(() => place.delete())

const read = (...path: readonly string[]) => readFileSync(join(place.folder, ...path), 'utf8')
const manifestIn = (folder: string) =>
  JSON.parse(read(folder, 'package.json')) as Record<string, Record<string, string>>

describe('without a terminal', () => {
  it('makes a project with the defaults, and installs it', async () => {
    const { code, ran, output } = await place.create([])
    expect(code).toBe(0)
    expect(ran).toEqual(['npm install'])
    expect(output).toContain('cd my-jobs')
    expect(manifestIn('my-jobs')).toMatchObject({ name: 'my-jobs', type: 'module' })
  })

  it('takes an answer from each flag', async () => {
    const flags = ['--name', '@me/jobs', '--pm', 'pnpm', '--template', 'plain', '--git']
    const { code, ran, output } = await place.create(['--dir', 'a b', ...flags, '--no-install'])
    expect({ code, ran }).toEqual({ code: 0, ran: ['git init --quiet'] })
    expect(manifestIn('a b')).toMatchObject({ name: '@me/jobs' })
    expect(output).toMatch(/cd "a b"\n {2}pnpm install\n {2}pnpm test/)
    expect(existsSync(join(place.folder, 'a b', 'pnpm-workspace.yaml'))).toBe(true)
  })

  it('takes the package manager that runs it', async () => {
    const environment = { npm_config_user_agent: 'yarn/1.22.22 npm/? node/v20.19.0 linux x64' }
    expect((await place.create(['.'], { environment })).ran).toEqual(['yarn install'])
  })

  it('names a package after its folder as well as npm allows', async () => {
    await place.create(['My Jobs 任务', '--no-install'])
    expect(manifestIn('My Jobs 任务')).toMatchObject({ name: 'my-jobs' })
  })

  it('writes line ends of Unix, and files that npm would leave out of a tarball', async () => {
    await place.create(['.', '--no-install'])
    expect(read('.gitignore')).toContain('node_modules/')
    for (const file of readdirSync(place.folder, { recursive: true, withFileTypes: true })) {
      const isText = file.isFile()
      if (isText) expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain('\r')
    }
  })

  it('ends with 1 where the installation fails, and says what is there', async () => {
    const run = () => Promise.reject(new Error('7'))
    const { code, complaints, output } = await place.create(['a'], { run })
    expect(code).toBe(1)
    expect(complaints).toContain('npm install failed (7). The project is there')
    expect(output).toContain('  npm install\n')
  })
})

describe('a folder that somebody uses', () => {
  it('is refused, with what is in it, and left alone', async () => {
    writeFileSync(join(place.folder, 'mine.txt'), 'mine')
    const { code, complaints } = await place.create(['.', '--no-install'])
    expect(code).toBe(2)
    expect(complaints).toMatch(/is not empty: mine\.txt\. .*--force/)
    expect(readdirSync(place.folder)).toEqual(['mine.txt'])
  })

  it('is taken where it has nothing but a repository', async () => {
    mkdirSync(join(place.folder, '.git'))
    expect((await place.create(['.', '--no-install'])).code).toBe(0)
  })

  it('gets with --force what is missing; what is there stays, and is named', async () => {
    writeFileSync(join(place.folder, 'package.json'), '{}')
    writeFileSync(join(place.folder, 'README.md'), 'mine')
    const { code, output, ran } = await place.create(['.', '--force'])
    expect({ code, ran }).toEqual({ code: 0, ran: [] })
    expect(output).toContain('Left as they were: README.md, package.json')
    expect(output).toContain('"@arq/worker": "^')
    expect([read('README.md'), read('package.json')]).toEqual(['mine', '{}'])
    expect(existsSync(join(place.folder, 'src', 'worker.ts'))).toBe(true)
  })

  it('is no file', async () => {
    writeFileSync(join(place.folder, 'a'), '')
    const { code, complaints } = await place.create(['a'])
    expect({ code, complaints }).toMatchObject({
      code: 2,
      complaints: expect.stringContaining('is a file'),
    })
  })
})

describe('on a terminal', () => {
  it('asks for what no flag has said', async () => {
    const answers = ['jobs', '', '1', 'PNPM', 'n', 'y']
    const { code, asked, ran } = await place.create([], { answers })
    expect(asked).toEqual([
      'Folder (my-jobs): ',
      'Name of the package (jobs): ',
      'Template (plain): ',
      'Package manager (npm): ',
      'Install the packages now? (Y/n): ',
      'Begin a git repository? (Y/n): ',
    ])
    expect({ code, ran }).toEqual({ code: 0, ran: ['git init --quiet'] })
    expect(existsSync(join(place.folder, 'jobs', 'pnpm-workspace.yaml'))).toBe(true)
  })

  it('asks again where an answer cannot be used', async () => {
    const answers = ['Jobs', 'jobs', 'nothing', 'plain', 'maybe', 'n']
    const flags = ['a', '--pm', 'npm', '--no-git']
    const { code, output } = await place.create(flags, { answers })
    expect(code).toBe(0)
    expect(output).toMatch(/capital letters; jobs would do[^]*A number from 1 to[^]*y or n/)
    expect(manifestIn('a')).toMatchObject({ name: 'jobs' })
  })

  it('asks nothing with --yes', async () => {
    expect(await place.create(['--yes'], { answers: [] })).toMatchObject({ code: 0, asked: [] })
  })

  it('says at once that the folder is not empty', async () => {
    writeFileSync(join(place.folder, 'mine.txt'), '')
    const { code, asked } = await place.create([], { answers: ['.'] })
    expect({ code, asked }).toEqual({ code: 2, asked: ['Folder (my-jobs): '] })
  })

  it('writes nothing after Ctrl-C', async () => {
    const { code, complaints } = await place.create([], { answers: ['jobs', 'jobs'] })
    expect({ code, complaints }).toEqual({
      code: 130,
      complaints: 'Cancelled; nothing was written.',
    })
    expect(readdirSync(place.folder)).toEqual([])
  })

  it('speaks Chinese', async () => {
    const situation = { answers: ['jobs', ''], language: 'zh-CN' } as const
    const { asked, output } = await place.create(['--yes'], situation)
    expect(asked).toEqual([])
    expect(output).toContain('接下来：')
    expect(read('my-jobs', 'README.md')).toContain('使用 arq 的任务')
  })
})

describe('a wrong option', () => {
  it.each([
    [['--tmplate', 'plain'], 'unknown option --tmplate'],
    [['-x'], 'unknown option -x'],
    [['--no-name'], 'unknown option --no-name'],
    [['--template', 'rails'], '--template must be one of plain, fastify, nestjs, got rails'],
    [['--template'], '--template needs a value, for example: --template plain'],
    [['--name', '--yes'], '--name needs a value'],
    [['--yes=no'], '--yes takes no value'],
    [['--name', 'Jobs'], 'the name "Jobs" must have no capital letters; jobs would do'],
    [['a', 'b'], 'one folder at most, got a, b'],
    [['--tarballs', 'nowhere'], 'no tarballs of arq'],
  ])('%j is refused, and nothing written', async (args, problem) => {
    const { code, complaints } = await place.create(args)
    expect(code).toBe(2)
    expect(complaints).toContain(problem)
    expect(readdirSync(place.folder)).toEqual([])
  })
})

it('takes packages from tarballs, those that packages ask for, too', async () => {
  const ours = ['cli', 'client', 'core', 'memory', 'result-redis', 'testing', 'transport-amqp']
  for (const name of [...ours, 'worker', 'threads']) {
    writeFileSync(join(place.folder, `arq-${name}-1.2.0.tgz`), '')
  }
  const { code } = await place.create(['a', '--tarballs', '.', '--no-install'])
  expect(code).toBe(0)
  const { dependencies, overrides } = manifestIn('a')
  expect(dependencies?.['@arq/core']).toMatch(/^file:.*\/arq-core-1\.2\.0\.tgz$/)
  expect(Object.keys(overrides ?? {})).toEqual(['@arq/threads'])
})

it.each(['--help', '-h'])('%s names every template', async (flag) => {
  const { code, output } = await place.create([flag])
  expect(code).toBe(0)
  expect(output).toContain('--template <name>    plain, fastify, nestjs')
})
