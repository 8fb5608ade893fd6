/** Of the call that is on the stack: pages have nothing that follows a function over what it awaits. */
let current: object | undefined

/** Runs a function in a scope: what it calls before it first waits is in it. */
export function runInScope<T>(scope: object, run: () => T): T {
  const outer = current
  current = scope
  try {
    return run()
  } finally {
    current = outer
  }
}

/** The innermost scope that the caller is in, as far as a page can tell. */
export const currentScope = (): object | undefined => current
