import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { createVirtualHost, type VirtualHost } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

const root = join(import.meta.dirname, '..', '..', '..', '..')
const describeInFull = isFullRun ? describe : describe.skip

interface Started {
  /** Sends a signal to it and to what it started, as Ctrl+C does. */
  readonly end: (signal: NodeJS.Signals) => void
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>
  /** Resolves with what it has said once this is in it; rejects when it ends before. */
  readonly says: (text: string) => Promise<string>
}

function start(folder: string, command: string, args: readonly string[]): Started {
  // jest's own flags are not for others.
  const { NODE_OPTIONS: _, FORCE_COLOR: __, ...own } = process.env
  const env = { ...own, NO_COLOR: '1', ARQ_LANG: 'en', npm_config_audit: 'false' }
  const child = spawn(command, args, {
    ...{ cwd: folder, env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, to end it as a terminal does.
    detached: true,
  })
  let output = ''
  let look = (): void => undefined
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      look()
    })
  }
  const ended = new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
  const says = (wanted: string): Promise<string> =>
    new Promise((resolve, reject) => {
      look = () => output.includes(wanted) && resolve(output)
      look()
      ended.then(() => reject(new Error(`it never said "${wanted}":\n${output}`)), reject)
    })
  const end = (signal: NodeJS.Signals): void => {
    const isOver = child.exitCode !== null || child.signalCode !== null
    if (child.pid !== undefined && !isOver) process.kill(-child.pid, signal)
  }
  return { end, ended, says }
}

async function run(folder: string, command: string, args: readonly string[]): Promise<string> {
  const { code, output } = await start(folder, command, args).ended
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}:\n${output}`)
  return output
}

/** The packages of ours that one needs, itself among them. */
function neededBy(name: string, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(name)) return known
  known.add(name)
  const file = join(root, 'packages', name, 'package.json')
  const { dependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>
  }
  for (const dependency of Object.keys(dependencies)) {
    if (dependency.startsWith('@arq/')) neededBy(dependency.slice('@arq/'.length), known)
  }
  return known
}

// As a stranger gets it: packed, installed by npm into an empty folder, run by npx.
describeInFull('the dashboard from its tarball', () => {
  let folder = ''
  let project = ''
  let host: VirtualHost
  let started: Started
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dashboard 仪表盘-'))
    const tarballs = join(folder, 'tarballs')
    project = join(folder, 'empty')
    mkdirSync(project)
    const pack = join(root, 'tooling', 'packaging', 'src', 'pack-packages.js')
    await run(root, process.execPath, [pack, tarballs])
    const files = [...neededBy('dashboard')].map((name) =>
      readdirSync(tarballs).find((file) => new RegExp(`^arq-${name}-\\d`).test(file)),
    )
    const paths = files.map((file) => join(tarballs, String(file)))
    await run(project, 'npm', ['install', '--prefix', project, '--prefer-offline', ...paths])
    host = await createVirtualHost('dashboard-packed')
  })
  afterAll(async () => {
    started.end('SIGKILL')
    await started.ended
    await host.delete()
    rmSync(folder, { recursive: true, force: true })
  })

  it('shows a broker and a store by their addresses alone, and stops when it is told to', async () => {
    const urls = [host.url, process.env['ARQ_TEST_REDIS_URL'] ?? '']
    const command = ['--no', '@arq/dashboard', ...urls, '--port', '0', '--queue', 'orders']
    started = start(project, 'npx', command)
    const [, url = ''] = /(http:\S+\/)/.exec(await started.says('http:')) ?? []
    const page = await (await fetch(url)).text()
    const [, script = ''] = /src="(assets\/page-[^"]+)"/.exec(page) ?? []
    expect((await fetch(url + script)).headers.get('content-type')).toContain('javascript')
    const overview = (await (await fetch(`${url}api/overview`)).json()) as object
    expect(overview).toMatchObject({ queues: [{ name: 'orders' }], store: { isHealthy: true } })
    started.end('SIGINT')
    expect((await started.ended).output).not.toContain('Error')
    await expect(fetch(url)).rejects.toThrow()
  })

  it('brings nothing along that it does not need', () => {
    const modules = join(project, 'node_modules')
    const installed = readdirSync(join(modules, '@arq')).sort()
    expect(installed).toEqual([...neededBy('dashboard')].sort())
    // They are in the page's bundle.
    expect(readdirSync(modules)).not.toEqual(expect.arrayContaining(['preact']))
    const files = readdirSync(join(modules, '@arq', 'dashboard'), { recursive: true }).map(String)
    expect(files.filter((file) => file.endsWith('.png'))).toEqual([])
  })
})
