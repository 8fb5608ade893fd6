import { importProblem } from './import-direction.js'

/**
 * What is read of oxlint's nodes and context.
 * @typedef {object} ImportingNode
 * @property {{ readonly value?: unknown } | null} [source] a literal; of `import()`, any expression
 *
 * @typedef {object} RuleContext
 * @property {string} filename absolute
 * @property {(problem: { message: string, node: ImportingNode }) => void} report
 */

/** Imports of every form, also of types: see import-direction.js. */
const importDirection = {
  /** @param {RuleContext} context */
  create(context) {
    const path = context.filename.replaceAll('\\', '/')
    /** @param {ImportingNode} node */
    const check = (node) => {
      const specifier = node.source?.value
      const message = typeof specifier === 'string' && importProblem(path, specifier)
      if (message) context.report({ message, node })
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    }
  },
}

/** The rules of this repository's own, for oxlint: `arq/import-direction`. */
export default {
  meta: { name: 'arq' },
  rules: { 'import-direction': importDirection },
}
