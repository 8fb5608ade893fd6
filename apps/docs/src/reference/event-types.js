import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import ts from 'typescript'

import { rootDir } from '../places.js'

const FILES = ['enqueue-event.ts', 'job-event.ts', 'worker-life-event.ts']

/**
 * What an event carries beside its type.
 * @typedef {{ name: string, type: string }} Field
 */

/**
 * Every event with its fields, as core's types say.
 * @returns {Map<string, Field[]>}
 */
export function eventTypes() {
  const sources = FILES.map((file) => {
    const path = join(rootDir, 'packages', 'core', 'src', 'events', file)
    return ts.createSourceFile(file, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  })
  const statements = sources.flatMap((source) => [...source.statements])
  const interfaces = new Map(
    statements.filter(ts.isInterfaceDeclaration).map((one) => [one.name.text, one]),
  )
  const unions = statements
    .filter(ts.isTypeAliasDeclaration)
    .flatMap(({ type }) => (ts.isUnionTypeNode(type) ? [...type.types] : []))
  return new Map(unions.flatMap((member) => eventIn(fieldsOf(member, interfaces))))
}

/**
 * @param {readonly Field[]} fields
 * @returns {[string, Field[]][]}
 */
function eventIn(fields) {
  const type = fields.find(({ name, type: words }) => name === 'type' && /^'\w+'$/.test(words))
  return type ? [[type.type.slice(1, -1), fields.filter((field) => field !== type)]] : []
}

/**
 * @param {ts.TypeNode} node
 * @param {ReadonlyMap<string, ts.InterfaceDeclaration>} interfaces
 * @returns {Field[]}
 */
function fieldsOf(node, interfaces) {
  if (ts.isParenthesizedTypeNode(node)) return fieldsOf(node.type, interfaces)
  if (ts.isIntersectionTypeNode(node)) {
    return node.types.flatMap((part) => fieldsOf(part, interfaces))
  }
  if (ts.isTypeLiteralNode(node)) return ownFields(node.members)
  if (!ts.isTypeReferenceNode(node)) return []
  return inherited(node.typeName.getText(), interfaces)
}

/**
 * @param {string} name
 * @param {ReadonlyMap<string, ts.InterfaceDeclaration>} interfaces
 * @returns {Field[]}
 */
function inherited(name, interfaces) {
  const found = interfaces.get(name)
  if (!found) throw new Error(`the events name ${name}, which is none of their interfaces`)
  const above = (found.heritageClauses ?? []).flatMap(({ types }) =>
    types.flatMap(({ expression }) => inherited(expression.getText(), interfaces)),
  )
  return [...above, ...ownFields(found.members)]
}

/** @param {ts.NodeArray<ts.TypeElement>} members */
function ownFields(members) {
  return members
    .filter(ts.isPropertySignature)
    .map(({ name, type }) => ({ name: name.getText(), type: type?.getText() ?? 'unknown' }))
}
