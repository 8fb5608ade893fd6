import { task } from '@arq/core'

export const welcome = task({
  name: 'welcome',
  params: ['to', 'subject'],
  run: (_ctx, to: string, subject: string) => {
    console.log(`arq: welcome ${to}: ${subject}`)
    return { to }
  },
})

export const invoice = task({
  name: 'invoice',
  params: ['to', 'number'],
  run: (_ctx, to: string, number: number) => {
    console.log(`arq: invoice ${to}: ${number}`)
    return { number }
  },
})

export const digest = task('digest', () => {
  console.log('arq: digest')
})
