import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from '@jest/globals'
import ts from 'typescript-api'

const packageDir = dirname(dirname(fileURLToPath(import.meta.url)))
const file = join(packageDir, 'test', 'editor.ts')

/** As an editor asks, at the mark `|` of a program. */
function completions(program: string): readonly string[] {
  const position = program.indexOf('|')
  const source = program.replace('|', '')
  const options: ts.CompilerOptions = {
    ...{ strict: true, skipLibCheck: true, customConditions: ['@arq/source'], types: ['node'] },
    ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
    ...{ target: ts.ScriptTarget.ES2023, lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'] },
  }
  const read = (path: string): string | undefined =>
    path === file ? source : ts.sys.readFile(path)
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = read(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => packageDir,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: read,
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
    realpath: (path) => realpathSync(path),
  })
  return (service.getCompletionsAtPosition(file, position, {})?.entries ?? []).map(
    ({ name }) => name,
  )
}

const lines = [
  `import type { Client } from '@arq/client'`,
  `import type { TasksOf } from '@arq/core'`,
  `import type { functions } from './registry-types.test.js'`,
  `declare const client: Client<TasksOf<typeof functions>>`,
]

describe('an editor', () => {
  it('proposes the names of tasks', () => {
    const names = completions([...lines, `client.enqueueJob('|')`].join('\n'))
    // What has been typed so far, nothing, is proposed, too.
    const proposed = names.filter((name) => name !== '').sort()
    expect(proposed).toEqual(['ping', 'resize', 'restored', 'send_email'])
  }, 120_000)
})
