import { task } from '@arq/core'

export interface Email {
  readonly to: string
}

export const welcome = task({
  name: 'welcome',
  maxRetries: 2, // attempts: 3
  retryBackoff: '500ms',
  retryOn: 'all',
  run: (ctx, data: Email) => {
    if (data.to === 'flaky' && ctx.jobTry - 1 === 0) throw new Error('try again')
    ctx.progress(50)
    console.log(`arq: welcome ${data.to}`)
  },
})

export const remind = task('remind', (_ctx, data: Email) => {
  console.log(`arq: remind ${data.to}`)
})

export const digest = task('digest', () => {
  console.log('arq: digest')
})
