import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { rootDir } from '../src/places.js'

export interface Sample {
  /** Where it stands: `guide/cron.md:12`. */
  readonly place: string
  readonly code: string
  /** What it takes as given: declarations, and behind a line `// tasks.ts` a file beside it. */
  readonly given?: string | undefined
}

/** Begins a file beside the sample, in what it takes as given. */
const BESIDE = /^\/\/ ([\w-]+\.ts)\n/m

/** Where libraries are found that samples name: those of the examples. */
const home = join(rootDir, 'apps', 'examples')

/**
 * Has the compiler look at all samples at once, each as a module of its own.
 * @returns what it complains about, with the place of the sample
 */
export function typeProblems(samples: readonly Sample[]): readonly string[] {
  const folder = join(home, 'node_modules', '.cache', `samples-${String(process.pid)}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  try {
    samples.forEach((sample, index) => {
      mkdirSync(join(folder, String(index)))
      for (const [name, text] of filesOf(sample)) {
        writeFileSync(join(folder, String(index), name), text)
      }
    })
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
    const compiler = join(rootDir, 'node_modules', 'typescript', 'bin', 'tsc')
    const { stdout, error } = spawnSync(
      process.execPath,
      [compiler, '-p', folder, '--pretty', 'false'],
      {
        cwd: folder,
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      },
    )
    if (error) throw error
    return (
      stdout
        .split('\n')
        // What follows is indented: more of the same complaint.
        .filter((line) => /^\S/.test(line))
        .map((line) => atItsPlace(line, samples))
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function filesOf({ code, given = '' }: Sample): readonly (readonly [name: string, text: string])[] {
  const [declarations = '', ...beside] = given.split(BESIDE)
  const files = beside.flatMap((name, at) =>
    at % 2 === 0 ? [[name, beside[at + 1] ?? ''] as const] : [],
  )
  // Without an import it would be no module, and its names those of all.
  return [['sample.ts', `${declarations}\n${code}\nexport {}\n`], ...files]
}

const settings = {
  extends: join(rootDir, 'tooling', 'tsconfig', 'base.json'),
  compilerOptions: {
    noEmit: true,
    customConditions: ['@arq/source'],
    typeRoots: [join(home, 'node_modules', '@types')],
    // What has no import stands for all: a module that is not installed here.
    moduleDetection: 'legacy',
    // A sample shows what it is about, and need not use all that it makes.
    noUnusedLocals: false,
    lib: ['es2023', 'esnext.disposable', 'dom'],
    paths: {
      '@arq/*': [join(rootDir, 'packages', '*', 'src', 'index.ts')],
    },
  },
  include: ['*/*.ts'],
}

/** `3/sample.ts(2,5): error …` as `guide/cron.md:13: sample.ts: error …`. */
function atItsPlace(line: string, samples: readonly Sample[]): string {
  return line.replace(
    /^(\d+)\/([\w.-]+)\((\d+),\d+\)/,
    (_whole, index: string, file: string, row: string) => {
      const sample = samples[Number(index)]
      return sample ? `${pageLine(sample, file, Number(row))}: ${file}` : line
    },
  )
}

/** The line in the page, of what stands in the page. */
function pageLine({ place, given = '' }: Sample, file: string, row: number): string {
  const [declarations = ''] = given.split(BESIDE)
  const inSample = row - declarations.split('\n').length
  return place.replace(/\d+$/, (first) =>
    String(Number(first) + (file === 'sample.ts' ? Math.max(0, inSample - 1) : 0)),
  )
}
