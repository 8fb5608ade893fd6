import type { JobContext, TasksOf } from '@arq/core'
import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { type ArqClient, type ArqModuleAsyncOptions, Processor, Task } from '../src/index.js'

/** Checked by the compiler: what is refused here is an error there. */
@Processor()
class EmailProcessor {
  readonly sender = 'arq'
  @Task({ timeout: '30s', maxRetries: 3 })
  sendEmail(_ctx: JobContext, to: string, subject: string) {
    return { to, subject, sender: this.sender }
  }

  @Task({ input: v.object({ at: v.date() }) })
  remind(_ctx: JobContext, { at }: { at: Date }) {
    return at.getTime()
  }

  // @ts-expect-error -- the schema gives a Date
  @Task({ input: v.object({ at: v.date() }) })
  remindWrongly(_ctx: JobContext, { at }: { at: string }) {
    return at
  }

  // @ts-expect-error -- a task is called with the context first
  @Task()
  withoutContext(to: string) {
    return to
  }

  // @ts-expect-error -- there is no such option
  @Task({ timout: '30s' })
  misspelt(_ctx: JobContext) {
    return 1
  }
}

type Tasks = TasksOf<EmailProcessor>

export async function enqueue(client: ArqClient<Tasks>): Promise<string> {
  const job = await client.enqueueJob('sendEmail', ['ada@example.com', 'Welcome'])
  const { subject } = await job.result()
  // @ts-expect-error -- the subject is missing
  await client.enqueueJob('sendEmail', ['ada@example.com'])
  return subject
}

// @ts-expect-error -- options of the place stand beside the factory
export const misplaced: ArqModuleAsyncOptions = { useFactory: () => ({ name: 'billing' }) }

describe('types', () => {
  it('are claims of the compiler, and the class is there', () => {
    expect(new EmailProcessor().sendEmail({} as JobContext, 'a', 'b')).toMatchObject({ to: 'a' })
  })
})
