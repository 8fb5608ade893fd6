interface InspectOptions {
  readonly depth?: number
  /** UTF-16 units of one text. */
  readonly maxStringLength?: number
}

interface Look {
  readonly depth: number
  readonly longest: number
  /** From the value down to where we are. */
  readonly way: readonly object[]
}

/** Entries of one object, list, map or set. */
const MOST_ENTRIES = 100

/** A value as a reader of code would write it, on one line. Runs no getter of it, and never throws. */
export function inspect(value: unknown, options: InspectOptions = {}): string {
  const { depth = 2, maxStringLength: longest = Infinity } = options
  try {
    return shown(value, { depth, longest, way: [] })
  } catch {
    // A proxy, for instance.
    return `[${typeof value}]`
  }
}

function shown(value: unknown, look: Look): string {
  if (typeof value === 'string') return quoted(value, look.longest)
  if (typeof value === 'function') return `[Function: ${ownName(value) ?? '(anonymous)'}]`
  if (typeof value === 'bigint') return `${String(value)}n`
  if (typeof value !== 'object' || value === null) {
    return Object.is(value, -0) ? '-0' : String(value)
  }
  return shownObject(value, look)
}

function shownObject(value: object, look: Look): string {
  if (look.way.includes(value)) return '[Circular]'
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof RegExp) return String(value)
  if (value instanceof Error) return `[${shownError(value)}]`
  const name = className(value)
  if (look.depth < 0) return `[${name ?? 'Object'}]`
  const next = { ...look, depth: look.depth - 1, way: [...look.way, value] }
  const prefix = name === undefined || name === 'Object' || name === 'Array' ? '' : `${name} `
  if (Array.isArray(value)) return prefix + enclosed('[', listed(value, next), ']')
  return prefix + enclosed('{', entriesOf(value, next), '}')
}

function entriesOf(value: object, look: Look): readonly string[] {
  if (value instanceof Map) {
    return limited([...value].map(([key, item]) => `${shown(key, look)} => ${shown(item, look)}`))
  }
  if (value instanceof Set) return limited([...value].map((item) => shown(item, look)))
  if (value instanceof Uint8Array) return limited([...value].map(String))
  const names = Reflect.ownKeys(value)
  const entries = names.slice(0, MOST_ENTRIES).flatMap((name) => shownProperty(value, name, look))
  return names.length > MOST_ENTRIES ? [...entries, more(names.length)] : entries
}

function shownProperty(owner: object, name: string | symbol, look: Look): readonly string[] {
  const property = Object.getOwnPropertyDescriptor(owner, name)
  if (property?.enumerable !== true) return []
  const value: unknown = property.value
  return [`${shownName(name)}: ${property.get ? '[Getter]' : shown(value, look)}`]
}

const listed = (items: readonly unknown[], look: Look): readonly string[] => [
  ...items.slice(0, MOST_ENTRIES).map((item) => shown(item, look)),
  ...(items.length > MOST_ENTRIES ? [more(items.length)] : []),
]

const limited = (entries: readonly string[]): readonly string[] =>
  entries.length > MOST_ENTRIES
    ? [...entries.slice(0, MOST_ENTRIES), more(entries.length)]
    : entries

const more = (count: number): string => `... ${String(count - MOST_ENTRIES)} more items`

const enclosed = (open: string, entries: readonly string[], close: string): string =>
  entries.length === 0 ? open + close : `${open} ${entries.join(', ')} ${close}`

function shownError(error: Error): string {
  const stack = ownText(error, 'stack')
  if (stack !== undefined) return stack
  return `${className(error) ?? 'Error'}: ${ownText(error, 'message') ?? ''}`
}

const shownName = (name: string | symbol): string => {
  if (typeof name === 'symbol') return `[${String(name)}]`
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name, Infinity)
}

function quoted(text: string, longest: number): string {
  const cut = text.length > longest ? text.slice(0, longest) : text
  const inner = JSON.stringify(cut).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  const left = text.length - cut.length
  return `'${inner}'${left > 0 ? `... ${String(left)} more characters` : ''}`
}

function className(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (typeof prototype !== 'object' || prototype === null) return '[Object: null prototype]'
  const made: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  return typeof made === 'function' ? ownName(made) : undefined
}

const ownName = (made: object): string | undefined => ownText(made, 'name')

function ownText(owner: object, name: string): string | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(owner, name)?.value
  return typeof value === 'string' && value !== '' ? value : undefined
}
