import { join, relative } from 'node:path'

import ts from 'typescript-api'

const MODES = {
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
}

/** Node's own types come from here: a user has them, and our packages do not bring them. */
const TYPE_ROOTS = [join(import.meta.dirname, '..', 'node_modules', '@types')]

const OURS = /[\\/]node_modules[\\/]@arq[\\/]/

/**
 * @typedef {keyof typeof MODES} Resolution
 */

/**
 * Compiles programs of users, with all declarations of ours that they reach; those of vendors are
 * theirs to check.
 * @param {ReadonlyMap<string, string>} programs texts by absolute path; nothing is written there
 * @param {Resolution} resolution
 * @param {string} root for shorter names
 * @returns {string[]} problems
 */
export function compileProblems(programs, resolution, root) {
  const options = compilerOptions(resolution)
  const host = withPrograms(ts.createCompilerHost(options), programs)
  const program = ts.createProgram([...programs.keys()], options, host)
  const sources = program
    .getSourceFiles()
    .filter(({ fileName }) => programs.has(fileName) || OURS.test(fileName))
  const found = [
    ...program.getOptionsDiagnostics(),
    ...sources.flatMap((source) => [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]),
  ]
  return found.map((diagnostic) => `${resolution}: ${describe(diagnostic, root)}`)
}

/**
 * @param {Resolution} resolution
 * @returns {ts.CompilerOptions}
 */
function compilerOptions(resolution) {
  return {
    ...MODES[resolution],
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    types: ['node'],
    typeRoots: TYPE_ROOTS,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    // As NestJS asks of its applications; other programs have no decorators.
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    skipLibCheck: false,
    noEmit: true,
  }
}

/**
 * @param {ts.CompilerHost} host
 * @param {ReadonlyMap<string, string>} programs
 * @returns {ts.CompilerHost}
 */
function withPrograms(host, programs) {
  return {
    ...host,
    fileExists: (path) => programs.has(path) || host.fileExists(path),
    readFile: (path) => programs.get(path) ?? host.readFile(path),
    getSourceFile(path, target, ...rest) {
      const text = programs.get(path)
      return text === undefined
        ? host.getSourceFile(path, target, ...rest)
        : ts.createSourceFile(path, text, target)
    },
  }
}

/**
 * @param {ts.Diagnostic} diagnostic
 * @param {string} root
 */
function describe({ file, start, messageText, code }, root) {
  const text = `TS${code} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  if (!file) return text
  const { line } = file.getLineAndCharacterOfPosition(start ?? 0)
  return `${relative(root, file.fileName)}:${line + 1} ${text}`
}
