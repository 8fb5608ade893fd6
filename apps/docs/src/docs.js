import { parseArgs } from 'node:util'

import { generate } from './generate.js'
import { docsDir } from './places.js'

const USAGE = `npm run docs                  builds the site into apps/docs/.vitepress/dist
npm run docs -- --out <dir>   builds it elsewhere
npm run docs -- dev           shows it while you write, on http://localhost:5173
npm run docs -- preview       shows what was built`

/** @type {Readonly<Record<string, (out: string | undefined) => Promise<void>>>} */
const VERBS = {
  build: async (out) => {
    await generate()
    // Its configuration, which it reads then, has the pages that were just written.
    const { build } = await import('vitepress')
    await build(docsDir, out === undefined ? {} : { outDir: out })
  },
  dev: async () => {
    await generate()
    const { createServer } = await import('vitepress')
    const server = await createServer(docsDir)
    await server.listen()
    server.printUrls()
  },
  preview: async () => {
    const { serve } = await import('vitepress')
    await serve({ root: docsDir })
  },
}

/** @param {string[]} args */
async function run(args) {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { out: { type: 'string' } },
      allowPositionals: true,
    })
    const [name = 'build', ...rest] = positionals
    const verb = rest.length === 0 ? VERBS[name] : undefined
    if (!verb) throw new Error(`unknown: ${positionals.join(' ')}`)
    await verb(values.out)
  } catch (error) {
    // What bundles the pages adds the names of all files to its errors.
    console.error(error instanceof Error ? error.message : error)
    console.error(USAGE)
    process.exitCode = 1
  }
}

await run(process.argv.slice(2))
