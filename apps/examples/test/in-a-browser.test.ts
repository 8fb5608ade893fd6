import vm from 'node:vm'

import { describe, expect, it } from '@jest/globals'

import { bundleForBrowser } from './browser-bundle.js'
import { rightReport } from './browser-report.js'

const FROM_SOURCES = ['@arq/source']
const KB = 1000

/** Everything of four packages: what a page could ever need. */
const EVERYTHING = `
  export * as client from '@arq/client'
  export * as core from '@arq/core'
  export * as memory from '@arq/memory'
  export * as worker from '@arq/worker'
`
const PAGE = `
  import { runJobs } from './in-a-browser.js'
  globalThis.lines = []
  globalThis.report = runJobs((line) => globalThis.lines.push(line))
`
const CLIENT = `
  import { createClient } from '@arq/client'
  globalThis.client = createClient
`

/** What browsers have, and arq may use: nothing else is there for a program in the sandbox. */
const OF_THE_WEB = [
  ...['AbortController', 'AbortSignal', 'Event', 'EventTarget', 'DOMException', 'MessageChannel'],
  ...['TextEncoder', 'TextDecoder', 'CompressionStream', 'DecompressionStream', 'URL', 'crypto'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'queueMicrotask'],
  ...['structuredClone', 'performance'],
]

function sandbox(): Record<string, unknown> {
  const globals = OF_THE_WEB.map((name) => [name, Reflect.get(globalThis, name) as unknown])
  return Object.fromEntries(globals) as Record<string, unknown>
}

describe('client, core, memory and worker in a browser', () => {
  it('need no module and no global of Node', async () => {
    const { ofNode, files } = await bundleForBrowser(EVERYTHING, FROM_SOURCES)
    expect(ofNode).toEqual([])
    expect(files).toContain('packages/worker/src/worker.ts')
    expect(files).toContain('packages/core/src/platform/browser.ts')
    expect(files).not.toContain('packages/core/src/platform/node.ts')
  })

  it('would be caught with either, and the way there is told', async () => {
    const { ofNode } = await bundleForBrowser(
      `import { JobIds } from '../../../packages/core/src/enqueue/job-ids.js'
       import { listenForStopSignals } from '../../../packages/worker/src/process-signals.js'
       export * from '../../../packages/core/src/platform/node.js'
       globalThis.used = [JobIds, listenForStopSignals]`,
      FROM_SOURCES,
    )
    expect(ofNode).toContain('node:zlib: packages/core/src/platform/node.ts')
    expect(ofNode).toContain('Buffer: packages/core/src/platform/node.ts')
    expect(ofNode).toContain('process: packages/worker/src/process-signals.ts')
    expect(ofNode.join()).not.toContain('job-ids')
  })

  // A tenth more than they are: who needs more says so here. Steps, signals, streams, flows, limits, rates
  // and shares for keys, unique jobs, encryption and payload stores, with their texts in two languages, are
  // 110 kB of a client; a third of that are the decisions about keys, which a client with limits makes, too.
  it.each([
    ['a task', "import { task } from '@arq/core'\nglobalThis.task = task", 56 * KB],
    ['a client', CLIENT, 262 * KB],
    ['client, worker and broker', PAGE, 540 * KB],
  ])('take no more bytes than they may: %s', async (_, program, most) => {
    const { minifiedBytes } = await bundleForBrowser(program, FROM_SOURCES)
    expect(minifiedBytes).toBeLessThan(most)
    expect(minifiedBytes).toBeGreaterThan(most * 0.8)
  })

  it('leave out what a program does not use: a client brings no worker', async () => {
    const { files } = await bundleForBrowser(CLIENT, FROM_SOURCES)
    expect(files).toContain('packages/client/src/client.ts')
    expect(files.filter((file) => /packages\/(?:worker|memory)\/|croner/.test(file))).toEqual([])
    const names = ['client', 'core', 'memory', 'worker']
    const unused = names.map((name) => `import * as ${name} from '@arq/${name}'`).join('\n')
    expect((await bundleForBrowser(unused, FROM_SOURCES)).code).toBe('')
  })

  it('change nothing when they are loaded, as "sideEffects": false says', async () => {
    const { code } = await bundleForBrowser(EVERYTHING, FROM_SOURCES)
    const context = vm.createContext(sandbox())
    const withoutExports = code.replace(/export\{[^}]*\};?\s*$/, '')
    vm.runInContext(`(() => { ${withoutExports} })()`, context)
    expect(Object.keys(context).sort()).toEqual(OF_THE_WEB.toSorted())
  })

  it('run jobs where there is nothing but what the web has', async () => {
    const { code } = await bundleForBrowser(PAGE, FROM_SOURCES)
    const context = vm.createContext(sandbox())
    vm.runInContext(code, context)
    const report: unknown = await vm.runInContext('report.then(JSON.stringify)', context)
    expect(JSON.parse(report as string)).toEqual(rightReport)
  })
})
