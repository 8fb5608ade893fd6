import { AsyncLocalStorage } from 'node:async_hooks'

// One for the process, which keeps nothing itself: with each further one Node 20 and 22 do more for every promise.
const scopes = new AsyncLocalStorage<object>()

/** Runs a function in a scope: what it calls is in it, at once and after whatever it awaits. */
export const runInScope = <T>(scope: object, run: () => T): T => scopes.run(scope, run)

/** The innermost scope that the caller is in. */
export const currentScope = (): object | undefined => scopes.getStore()
