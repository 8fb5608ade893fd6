import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import ts from 'typescript-api'

/**
 * That a class is made with a code.
 * @typedef {object} ErrorUse
 * @property {string} code
 * @property {string} className
 */

/**
 * @typedef {object} ErrorScan
 * @property {readonly ErrorUse[]} fixed what classes say about their own code
 * @property {readonly { className: string, codes: readonly string[] }[]} made by `new`, codes as given there
 */

/**
 * Which errors the sources of a package make.
 * @param {string} folder `src` of the package
 */
export function scanFolder(folder) {
  const files = readdirSync(folder, { recursive: true }).map(String)
  const scans = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => scanErrors(readFileSync(join(folder, file), 'utf8')))
  return mergeScans(scans)
}

/**
 * @param {readonly ErrorScan[]} scans
 * @returns {ErrorScan}
 */
export function mergeScans(scans) {
  return {
    fixed: scans.flatMap(({ fixed }) => fixed),
    made: scans.flatMap(({ made }) => made),
  }
}

/**
 * The uses in some sources, with the codes that the classes have of themselves.
 * @param {ErrorScan} scan
 * @param {readonly ErrorUse[]} fixed of all packages
 * @returns {ErrorUse[]} each once
 */
export function usesOf({ made }, fixed) {
  const uses = made.flatMap(({ className, codes }) => {
    const own = fixed.filter((use) => use.className === className)
    return codes.length > 0 ? codes.map((code) => ({ code, className })) : own
  })
  return [...new Map(uses.map((use) => [`${use.code} ${use.className}`, use])).values()]
}

/**
 * @param {string} source TypeScript
 * @returns {ErrorScan}
 */
export function scanErrors(source) {
  /** @type {ErrorUse[]} */
  const fixed = []
  /** @type {{ className: string, codes: string[] }[]} */
  const made = []
  /** @type {(node: ts.Node, className: string | undefined) => void} */
  const visit = (node, className) => {
    if (ts.isClassDeclaration(node)) className = node.name?.text
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) {
      if (className) fixed.push(...codesIn(node).map((code) => ({ code, className })))
    }
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
      made.push({ className: node.expression.text, codes: codesIn(node) })
    }
    ts.forEachChild(node, (child) => visit(child, className))
  }
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest), undefined)
  return { fixed, made }
}

/**
 * The values that `code:` is given in the arguments of a call.
 * @param {ts.CallExpression | ts.NewExpression} call
 * @returns {string[]}
 */
function codesIn(call) {
  /** @type {string[]} */
  const codes = []
  /** @type {(node: ts.Node, isCode: boolean) => void} */
  const visit = (node, isCode) => {
    // An error inside, as the cause of another, has a code of its own.
    if (ts.isNewExpression(node)) return
    if (ts.isStringLiteral(node) && isCode && node.text.startsWith('ARQ_')) codes.push(node.text)
    ts.forEachChild(node, (child) => visit(child, isCode || isCodeProperty(node)))
  }
  for (const argument of call.arguments ?? []) visit(argument, false)
  return codes
}

/** @param {ts.Node} node */
function isCodeProperty(node) {
  return ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === 'code'
}
