import { setTimeout as wait } from 'node:timers/promises'

/**
 * Works, and gives back its secret.
 * @type {import('../kind.d.ts').KindRun}
 */
export async function keepSecret(ctx, { workMs, secret }, { note, keyIds }) {
  note('has keys', keyIds)
  await wait(workMs, undefined, { signal: ctx.signal })
  return secret
}
