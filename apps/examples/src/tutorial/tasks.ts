import { Retry, task } from '@arq/core'

export const welcome = task('welcome', (ctx, name: string) => {
  ctx.logger.info(`welcoming ${name}, try ${ctx.jobTry}`)
  // The mail server is busy: run it again, two seconds later.
  if (name === 'Bob' && ctx.jobTry < 3) throw new Retry({ defer: '2s' })
  if (name === 'nobody') throw new Error('nobody has no address')
  return `Welcome, ${name}!`
})
