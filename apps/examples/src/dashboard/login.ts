import type { Permission } from '@arq/dashboard'

/** Stands for your login: who sends this `Authorization` header, and what they may do. */
export function userOf(authorization: string | undefined): User | undefined {
  const { OPERATOR_TOKEN, READER_TOKEN } = process.env
  const isToken = (token: string | undefined) =>
    token !== undefined && authorization === `Bearer ${token}`
  if (isToken(OPERATOR_TOKEN)) return { user: 'ada', permissions: ['view', 'act', 'enqueue'] }
  if (isToken(READER_TOKEN)) return { user: 'grace', permissions: ['view'] }
  return undefined
}

export interface User {
  readonly user: string
  readonly permissions: readonly Permission[]
}
