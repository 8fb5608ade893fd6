import { createServer } from 'node:net'

import { type Language, silentLogger } from '@arq/core'
import * as dashboard from '@arq/dashboard'
import { MemoryResultStore, MemoryTransport } from '@arq/memory'
import { expect, it } from '@jest/globals'

import { openBesideWorker } from '../../src/dashboard/beside-worker.js'
import { packagesOf } from '../../src/load-package.js'
import { readOverrides } from '../../src/overrides.js'
import { createWiring, type Wiring } from '../../src/wiring.js'
import { testProgram } from '../setup.js'

interface Options {
  readonly load?: Wiring['loadDashboard']
  readonly port?: number
  readonly language?: Language
  readonly environment?: Readonly<Record<string, string>>
}

async function opened({ load, port = 0, ...rest }: Options) {
  const program = testProgram(rest)
  const loadDashboard = load ?? (() => Promise.resolve(dashboard))
  const wiring = { ...createWiring(packagesOf(program.folder)), loadDashboard }
  const worker = {
    settings: { functions: [] },
    overrides: readOverrides({}, program),
    ...{ wiring, transport: new MemoryTransport(), resultStore: new MemoryResultStore() },
    logger: silentLogger,
  }
  const beside = await openBesideWorker(worker, port, program)
  return { beside, said: program.said }
}

it('says where it is once it can be reached', async () => {
  const { beside, said } = await opened({})
  const url = /^Dashboard at (http:\/\/127\.0\.0\.1:\d+\/)\n$/.exec(said.output)?.[1] ?? ''
  expect((await fetch(`${url}api/overview`)).status).toBe(200)
  await beside?.[Symbol.asyncDispose]()
  await expect(fetch(`${url}api/overview`)).rejects.toThrow('fetch failed')
})

it('asks for the token that is set', async () => {
  const { beside, said } = await opened({
    environment: { ARQ_DASHBOARD_TOKEN: 'a token of some length' },
  })
  const url = /at (\S+)/.exec(said.output)?.[1] ?? ''
  expect((await fetch(`${url}api/overview`)).status).toBe(401)
  await beside?.[Symbol.asyncDispose]()
})

it.each<[Language, string]>([
  ['en', 'npm install --save-dev @arq/dashboard'],
  ['zh-CN', '没有仪表盘'],
])(
  'says in %s what to install where the package is absent, and goes on',
  async (language, line) => {
    const wiring = createWiring(() => Promise.resolve(undefined))
    const load = () => wiring.loadDashboard()
    const { beside, said } = await opened({ load, language })
    expect(beside).toBeUndefined()
    expect(said.output).toBe('')
    expect(said.errors).toContain(line)
  },
)

it('goes on without where the port is taken', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const { beside, said } = await opened({ port }).finally(() => other.close())
  expect(beside).toBeUndefined()
  expect(said.errors).toBe(
    `No dashboard: port ${String(port)} is taken. Name another one with --dashboard-port.\n`,
  )
})

it('goes on where the dashboard cannot be loaded', async () => {
  const load = (): Promise<never> =>
    Promise.reject(new SyntaxError('Unexpected token in dashboard.js'))
  const { beside, said } = await opened({ load })
  expect(beside).toBeUndefined()
  expect(said.errors).toBe('No dashboard: Unexpected token in dashboard.js\n')
})
