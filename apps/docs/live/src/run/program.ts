/** What a program in its web worker tells the page. */
export type ProgramNews =
  /** `isLog`: a line of arq's log, and not of the program itself. */
  | { readonly type: 'line'; readonly text: string; readonly isLog: boolean }
  | { readonly type: 'ended' }
  | { readonly type: 'failed'; readonly text: string }

/** As `createConsoleLogger` begins its lines. */
const LOG_LINE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}/

const tell = (news: ProgramNews): void => postMessage(news)

/** Runs a program of `apps/examples` in a web worker: what it prints, and how it ends, goes to the page. */
export async function runProgram(program: () => Promise<unknown>): Promise<void> {
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    console[method] = (...values: unknown[]) => {
      const text = values.map(shown).join(' ')
      tell({ type: 'line', text, isLog: LOG_LINE.test(text) })
    }
  }
  addEventListener('unhandledrejection', ({ reason }) =>
    tell({ type: 'failed', text: String(reason) }),
  )
  try {
    await program()
    tell({ type: 'ended' })
  } catch (error) {
    tell({
      type: 'failed',
      text: error instanceof Error ? (error.stack ?? String(error)) : String(error),
    })
  }
}

/** As Node prints it, as far as the samples go. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(inner).join(', ')} ]`
  if (value instanceof Error) return value.stack ?? String(value)
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${key}: ${inner(item)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  return String(value)
}

const inner = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : shown(value))
