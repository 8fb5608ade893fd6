import { setTimeout as wait } from 'node:timers/promises'

export const STREAM = 'chunks'

/**
 * Writes its chunks, each with the name of this run, and ends when it has all of its messages.
 * @type {import('../kind.d.ts').KindRun}
 */
export async function writeChunks(ctx, { stream }, { note, worker }) {
  const { chunks = 0, pauseMs = 0, messages = 0 } = stream ?? {}
  const run = `${worker}/${ctx.jobTry}/${Date.now()}`
  const heard = messages > 0 ? listen(ctx, messages, note) : Promise.resolve([])
  // The writing may fail first.
  heard.catch(() => undefined)
  const written = ctx.stream(STREAM)
  for (let index = 0; index < chunks; index += 1) {
    await written.write({ run, index })
    await wait(pauseMs, undefined, { signal: ctx.signal })
  }
  return { run, heard: await heard }
}

/**
 * @param {import('@arq/core').JobContext} ctx
 * @param {number} messages
 * @param {import('../kind.d.ts').Note} note
 */
async function listen(ctx, messages, note) {
  const heard = []
  for await (const message of ctx.inbox) {
    note('heard', message)
    heard.push(message)
    if (message === messages - 1) break
  }
  ctx.signal.throwIfAborted()
  return heard
}
