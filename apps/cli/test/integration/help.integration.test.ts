import { expect, it } from '@jest/globals'

import { arq } from './run-arq.js'

const OF_PACKAGE =
  /node_modules\/(?:\.pnpm\/[^/]+\/node_modules\/)?((?:@[^/]+\/)?[^/]+)|packages\/([^/]+)\/dist/

// Writes the URL of each module that Node loads; `fs.writeSync` because hooks have a thread of their own.
const hook = `import { writeSync } from 'node:fs'
export async function load(url, context, next) { writeSync(2, 'loads ' + url + '\\n'); return next(url, context) }`
const inDataUrl = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`
const preload = `import { register } from 'node:module'; register(${JSON.stringify(inDataUrl(hook))})`

/** The packages that a command line loads. */
async function packagesLoadedBy(args: readonly string[]): Promise<ReadonlySet<string>> {
  const { stderr } = await arq(args, { NODE_OPTIONS: `--import "${inDataUrl(preload)}"` })
  const urls = stderr.split('\n').filter((line) => line.startsWith('loads file:'))
  return new Set(
    urls.flatMap((url) => {
      const found = OF_PACKAGE.exec(url)
      return found ? [found[1] ?? found[2] ?? ''] : []
    }),
  )
}

// A start of it costs some 2.5 times the processor time of an empty Node program; with the argument parser 3.6.
it.each([['--help'], ['--version']])('loads with %s nothing but texts', async (flag) => {
  expect(await packagesLoadedBy([flag])).toEqual(new Set(['core', 'valibot']))
})

it('loads no library of a server for the help of a verb', async () => {
  const loaded = await packagesLoadedBy(['worker', '--help'])
  expect(loaded).toContain('yargs')
  for (const library of ['amqplib', 'amqp-connection-manager', 'redis', 'winston', 'jiti']) {
    expect(loaded).not.toContain(library)
  }
})
