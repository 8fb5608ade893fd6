import assert from 'node:assert/strict'

import { type ErrorCode, isArqError } from '@arq/core'

/** That a promise rejects with one of our errors, told by its code; an error of another copy of core counts too. */
export async function rejectsWith(code: ErrorCode, promise: Promise<unknown>): Promise<void> {
  const outcome = await promise.then(
    () => 'it resolved',
    (error: unknown) => codeOf(error),
  )
  assert.equal(outcome, code, `must reject with ${code}; instead: ${outcome}`)
}

/** That a call throws one of our errors, told by its code. */
export function throwsWith(code: ErrorCode, call: () => void): void {
  let outcome = 'it returned'
  try {
    call()
  } catch (error) {
    outcome = codeOf(error)
  }
  assert.equal(outcome, code, `must throw ${code}; instead: ${outcome}`)
}

/** One of our codes, or in words what else it is. */
export const codeOf = (error: unknown): string =>
  isArqError(error) ? error.code : `not one of arq's errors: ${String(error)}`
