/** A call, or a `new`, and what is written out in its arguments. */
export interface JsCall {
  readonly line: number
  readonly isNew: boolean
  /** Of `channel.sendToQueue(…)` it is `sendToQueue`. */
  readonly name: string
  /** Of `channel.sendToQueue(…)` it is `channel`; empty: not a name; absent: a plain function. */
  readonly receiver: string | undefined
  /** Variable that gets the result. */
  readonly givenTo: string | undefined
  /** The first argument, where it is a text that stands there. */
  readonly text: string | undefined
  readonly argumentCount: number
  /** Keys of object literals in its arguments, however deep, outside functions. */
  readonly keys: readonly JsKey[]
  /** Literal `true` and `false` among its arguments, by position. */
  readonly flags: readonly (boolean | undefined)[]
}

interface JsKey {
  readonly line: number
  readonly name: string
  readonly value: unknown
}

export interface JsCode {
  readonly imports: readonly { readonly line: number; readonly from: string }[]
  readonly calls: readonly JsCall[]
  /** The first place that could not be parsed. What is before it, and mostly behind it, is read all the same. */
  readonly error: { readonly line: number; readonly message: string } | undefined
}

interface Node {
  readonly type: string
  readonly loc?: { readonly start: { readonly line: number } } | null
  readonly [key: string]: unknown
}

/** As much of `@babel/parser` as is used. */
export type JsParser = (
  text: string,
  options: {
    readonly sourceType: 'unambiguous'
    readonly errorRecovery: boolean
    readonly allowReturnOutsideFunction: boolean
    readonly plugins: ('typescript' | 'decorators' | 'jsx')[]
  },
) => { readonly program: object; readonly errors?: readonly object[] | null | undefined }

/** JavaScript and TypeScript, with JSX where the file may have it. */
export function readJs(text: string, path: string, parse: JsParser): JsCode {
  const mayHaveJsx = !/\.[mc]?ts$/.test(path)
  let file
  try {
    file = parse(text, {
      sourceType: 'unambiguous',
      errorRecovery: true,
      allowReturnOutsideFunction: true,
      plugins: ['typescript', 'decorators', ...(mayHaveJsx ? ['jsx' as const] : [])],
    })
  } catch (error) {
    return { imports: [], calls: [], error: problemOf(error) }
  }
  const imports: { line: number; from: string }[] = []
  const calls: JsCall[] = []
  // As nodes of any kind: the walk goes by the names of their properties.
  visit(file.program as Node, undefined, (node, givenTo) => {
    const from = importOf(node)
    if (from !== undefined) imports.push({ line: lineOf(node), from })
    const call = callOf(node, givenTo)
    if (call) calls.push(call)
  })
  const first = file.errors?.[0]
  return { imports, calls, error: first && problemOf(first) }
}

/** Depth first, in the order of the text. `givenTo`: the variable whose value the node is. */
function visit(
  node: Node,
  givenTo: string | undefined,
  see: (node: Node, givenTo: string | undefined) => void,
): void {
  see(node, givenTo)
  const target = node.type === 'VariableDeclarator' ? nameOf(node['id']) : undefined
  const passes = node.type === 'AwaitExpression' ? givenTo : undefined
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc') continue
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(child)) visit(child, key === 'init' ? target : passes, see)
    }
  }
}

function importOf(node: Node): string | undefined {
  if (/^(?:Import|ExportNamed|ExportAll)Declaration$/.test(node.type)) return textOf(node['source'])
  if (node.type !== 'CallExpression') return undefined
  const callee = node['callee']
  const isImport = nameOf(callee) === 'require' || (isNode(callee) && callee.type === 'Import')
  return isImport ? textOf(argumentsOf(node)[0]) : undefined
}

function callOf(node: Node, givenTo: string | undefined): JsCall | undefined {
  const isNew = node.type === 'NewExpression'
  if (!isNew && !/^(?:Optional)?CallExpression$/.test(node.type)) return undefined
  const callee = node['callee']
  if (!isNode(callee)) return undefined
  const isMember = /^(?:Optional)?MemberExpression$/.test(callee.type)
  const name = nameOf(isMember ? callee['property'] : callee)
  if (name === undefined) return undefined
  const given = argumentsOf(node)
  return {
    ...{ line: lineOf(isMember ? (callee['property'] as Node) : node), isNew, name, givenTo },
    receiver: isMember ? (lastNameOf(callee['object']) ?? '') : undefined,
    text: textOf(given[0]),
    argumentCount: given.length,
    keys: given.flatMap(keysIn),
    flags: given.map((each) =>
      each.type === 'BooleanLiteral' ? each['value'] === true : undefined,
    ),
  }
}

function keysIn(node: Node): readonly JsKey[] {
  // What a function does is its own business.
  if (node.type.includes('Function')) return []
  if (node.type === 'ObjectExpression') {
    return (node['properties'] as readonly Node[]).flatMap((property) => {
      const name = nameOf(property['key']) ?? textOf(property['key'])
      const value = property['value']
      if (name === undefined || !isNode(value)) return []
      return [{ line: lineOf(property), name, value: literalOf(value) }, ...keysIn(value)]
    })
  }
  if (node.type === 'ArrayExpression') {
    return (node['elements'] as readonly unknown[]).filter(isNode).flatMap(keysIn)
  }
  return []
}

const argumentsOf = (node: Node): readonly Node[] =>
  Array.isArray(node['arguments']) ? (node['arguments'] as readonly unknown[]).filter(isNode) : []

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'type') === 'string'

const lineOf = (node: Node): number => node.loc?.start.line ?? 1

const nameOf = (node: unknown): string | undefined =>
  isNode(node) && /^(?:Identifier|PrivateName)$/.test(node.type)
    ? String(node.type === 'PrivateName' ? nameOf(node['id']) : node['name'])
    : undefined

/** Of `this.#emails` it is `emails`. */
const lastNameOf = (node: unknown): string | undefined =>
  nameOf(node) ?? (isNode(node) ? nameOf(node['property']) : undefined)

function textOf(node: unknown): string | undefined {
  const value = isNode(node) && node.type === 'StringLiteral' ? node['value'] : undefined
  return typeof value === 'string' ? value : undefined
}

const literalOf = (node: Node): unknown =>
  node.type.endsWith('Literal') ? node['value'] : undefined

function problemOf(error: unknown): { readonly line: number; readonly message: string } {
  const { message, loc } = error as { message: string; loc?: { line: number } }
  return { line: loc?.line ?? 1, message: message.replace(/ \(\d+:\d+\)$/, '') }
}
