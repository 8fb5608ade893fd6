import { describe, expect, it } from '@jest/globals'

import type { ArqMatchers } from '../src/index.js'
import { arqMatchers, createTestArq, createTestContext, runTask } from '../src/index.js'
import { sendEmail, welcome } from './tasks.js'

expect.extend(arqMatchers)

/** The package of the declarations is not this one's: users merge theirs, as the documentation says. */
type Extended = ArqMatchers & { readonly not: ArqMatchers }
const arqExpect = expect as unknown as (received: unknown) => Extended

describe('toHaveEnqueued', () => {
  it('passes and fails as expectEnqueued does, and both ways round', async () => {
    await using arq = await createTestArq({ functions: [sendEmail] })
    arqExpect(arq).not.toHaveEnqueued()
    await arq.client.enqueueJob(sendEmail, ['a@b.c', 'Hi'], { deferBy: '1h' })
    arqExpect(arq).toHaveEnqueued(sendEmail, [expect.stringContaining('@') as never, 'Hi'])
    arqExpect(arq).toHaveEnqueued('send_email', undefined, { deferBy: '1h', times: 1 })
    arqExpect(arq).not.toHaveEnqueued(sendEmail, ['a@b.c', 'Bye'])
    expect(() => arqExpect(arq).not.toHaveEnqueued(sendEmail)).toThrow(/not to have been enqueued/)
    expect(() => arqExpect(arq).toHaveEnqueued(sendEmail, ['a@b.c', 'Bye'])).toThrow(/'Hi'/)
    expect(() => arqExpect(arq).toHaveEnqueued(sendEmail, undefined, { times: 2 })).toThrow(
      /it was 1/,
    )
  })

  it('looks at the context of a task that was run by itself, and at nothing else', async () => {
    const ctx = createTestContext()
    await runTask(welcome, ['ada'], ctx)
    arqExpect(ctx).toHaveEnqueued(sendEmail, ['ada', 'Welcome'])
    expect(() => arqExpect({}).toHaveEnqueued()).toThrow(TypeError)
  })
})
