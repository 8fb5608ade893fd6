// Claims about types: this file is checked by `tsc`; nothing but the last lines runs.

import type { JobContext } from '@arq/core'
import { expect, it } from '@jest/globals'

import { createTestArq, createTestContext, runTask, type TestArq } from '../src/index.js'
import { needsDb, sendEmail } from './tasks.js'

async function byItself() {
  const mail = await runTask(sendEmail, ['a', 'b'])
  const subject: string = mail.subject
  await runTask(needsDb, ['a'], { extra: { db: new Map<string, number>() } })
  // @ts-expect-error one argument is missing
  await runTask(sendEmail, ['a'])
  // @ts-expect-error the task needs a database in ctx.extra
  await runTask(needsDb, ['a'])
  // @ts-expect-error and not another one
  await runTask(needsDb, ['a'], { extra: { db: 'none' } })
  // @ts-expect-error a typo in an option
  await runTask(sendEmail, ['a', 'b'], { jobtry: 2 })
  const ctx = createTestContext<{ db: ReadonlyMap<string, number> }>({ extra: { db: new Map() } })
  const standsInForCtx: JobContext<{ db: ReadonlyMap<string, number> }> = ctx
  await runTask(needsDb, ['a'], ctx)
  return [subject, standsInForCtx]
}

async function all(arq: TestArq) {
  arq.expectEnqueued(sendEmail, ['a', 'b'])
  arq.expectEnqueued(sendEmail, (args) => args.length === 2)
  // @ts-expect-error one argument is missing
  arq.expectEnqueued(sendEmail, ['a'])
  // @ts-expect-error a typo in an option
  arq.expectEnqueued(sendEmail, ['a', 'b'], { deferby: 1 })
  // @ts-expect-error the transport is the kit's
  await createTestArq({ functions: [sendEmail], transport: {} })
  await createTestArq({
    functions: [needsDb],
    onStartup: (ctx) => void (ctx.extra.db satisfies ReadonlyMap<string, number>),
  })
}

it('is as this file says: it compiles', () => {
  expect([byItself, all]).toHaveLength(2)
})
