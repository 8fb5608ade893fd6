import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
} from '@microsoft/api-extractor'

import { rootDir } from './repository.js'

/**
 * The public API of a built package, as Markdown: its entry `.`, not what siblings alone may use.
 * @param {string} name
 * @param {string} dir
 */
export function describeApi(name, dir) {
  const folder = mkdtempSync(join(tmpdir(), 'arq-api-'))
  try {
    const config = prepare(dir, folder)
    Extractor.invoke(config, {
      // In this mode the report is written, not compared.
      localBuild: true,
      compilerState: CompilerState.create(config),
      messageCallback: (message) => {
        // It says that the report is new, and that its compiler is not ours.
        message.handled = message.logLevel !== ExtractorLogLevel.Error
      },
    })
    return asMarkdown(name, readFileSync(join(folder, 'report.api.md'), 'utf8'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {string} dir
 * @param {string} folder for what is written
 */
function prepare(dir, folder) {
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(dir, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: dir,
      mainEntryPointFilePath: join(dir, 'dist', 'index.d.ts'),
      // As a user's program sees it: without the sources.
      compiler: { overrideTsconfig: compilerSettings() },
      apiReport: {
        enabled: true,
        reportFileName: 'report',
        reportFolder: folder,
        reportTempFolder: join(folder, 'temporary'),
        // A type that is not exported but part of one that is: a change of it is a change for users.
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
    },
  })
}

function compilerSettings() {
  return {
    extends: join(rootDir, 'tooling', 'tsconfig', 'base.json'),
    // Otherwise they are looked for in the folder that the program was started in.
    compilerOptions: {
      typeRoots: [join(rootDir, 'tooling', 'packaging', 'node_modules', '@types')],
    },
    include: ['dist/**/*.d.ts'],
  }
}

/**
 * @param {string} name
 * @param {string} report
 */
export function asMarkdown(name, report) {
  const text = report.replace(/^## API Report File for .*$/m, `# Public API of ${name}`).trim()
  // It is a record, not prose: prettier would lay the code out anew.
  return `<!-- prettier-ignore-start -->\n${text}\n<!-- prettier-ignore-end -->\n`
}
