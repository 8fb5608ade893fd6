import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { build } from 'esbuild'

import { docsDir } from '../places.js'
import { noticesOf } from './notices.js'
import { callerOf, entryOf, runnablePrograms } from './page-programs.js'
import { GLOBALS, standIns } from './stand-ins.js'

/** What browsers this runs in: those that the dashboard's page runs in. */
const TARGET = ['chrome123', 'firefox121', 'safari17.5']

/** The sources. */
const here = join(docsDir, 'live')

/** Where it is put: VitePress serves it as it is, under `/live/`. */
const liveDir = join(docsDir, 'public', 'live')

/** @satisfies {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: here,
  entryNames: '[dir]/[name]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  minify: true,
  metafile: true,
  format: /** @type {const} */ ('esm'),
  platform: /** @type {const} */ ('browser'),
  target: TARGET,
  jsx: /** @type {const} */ ('automatic'),
  jsxImportSource: 'preact',
  legalComments: /** @type {const} */ ('none'),
  logLevel: /** @type {const} */ ('warning'),
}

/**
 * Bundles what runs in the reader's browser into `public/live`: `live.js`, and the parts that it loads when a reader
 * comes near; the document of the dashboard's frame; each program that a page shows, for a web worker.
 * @param {object} [options]
 * @param {readonly string[]} [options.programs] relative to `apps/examples/src`
 * @param {string} [options.out] the folder, which is emptied first
 */
export async function buildLive({ programs = runnablePrograms(), out = liveDir } = {}) {
  rmSync(out, { recursive: true, force: true })
  const bundles = await Promise.all([
    build({
      ...shared,
      entryPoints: { live: 'src/live.ts' },
      outdir: out,
      loader: { '.css': 'text' },
    }),
    build({ ...shared, entryPoints: { dashboard: 'src/dashboard/frame.ts' }, outdir: out }),
    buildPrograms(await thoseThatBundle(programs), join(out, 'programs')),
  ])
  copyFileSync(join(here, 'src', 'dashboard', 'frame.html'), join(out, 'dashboard.html'))
  for (const program of programs) {
    const caller = callerOf(program)
    if (caller !== undefined) copyFileSync(caller, join(out, 'programs', `${program}.txt`))
  }
  const files = bundles.flatMap(({ metafile }) =>
    Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  )
  writeFileSync(join(out, 'notices.txt'), noticesOf(here, files))
}

/**
 * @param {readonly string[]} programs
 * @param {string} outdir
 */
const buildPrograms = (programs, outdir, write = true) =>
  build({
    ...shared,
    entryPoints: Object.fromEntries(
      programs.map((program) => [program.replace(/\.ts$/, ''), `program:${program}`]),
    ),
    outdir,
    write,
    inject: [GLOBALS],
    plugins: [standIns, programEntries],
    logLevel: 'silent',
  })

/**
 * A program that needs more of Node than there are stand-ins for is told of, and does not keep the others, nor the site,
 * from being built. The tests refuse it.
 * @param {readonly string[]} programs
 */
async function thoseThatBundle(programs) {
  const isWhole = await buildPrograms(programs, liveDir, false).then(
    () => true,
    () => false,
  )
  if (isWhole) return programs
  /** @type {string[]} */
  const good = []
  for (const program of programs) {
    await buildPrograms([program], liveDir, false).then(
      () => good.push(program),
      (/** @type {unknown} */ error) => {
        const where = 'does not run in a page, see apps/docs/live/README.md'
        process.stderr.write(`${program} ${where}: ${String(error)}\n`)
      },
    )
  }
  return good
}

/**
 * Each program is called by what tells the page of it.
 * @type {import('esbuild').Plugin}
 */
const programEntries = {
  name: 'programs',
  setup(build) {
    build.onResolve({ filter: /^program:/ }, ({ path }) => ({
      path: path.slice('program:'.length),
      namespace: 'program',
    }))
    build.onLoad({ filter: /.*/, namespace: 'program' }, ({ path }) => ({
      contents: `import { runProgram } from ${JSON.stringify(join(here, 'src', 'run', 'program.ts'))}
        void runProgram(() => import(${JSON.stringify(entryOf(path))}))`,
      resolveDir: here,
    }))
  },
}

if (process.argv[1] === import.meta.filename) await buildLive()
