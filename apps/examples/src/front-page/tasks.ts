import { isoDate, Retry, task } from '@arq/core'
import * as v from 'valibot'

export const sendEmail = task({
  name: 'send_email',
  params: ['to', 'subject'],                      // optional: lets callers name the arguments, as Python callers do
  run: async (ctx, to: string, subject: string) => {
    ctx.logger.info(`to ${to}, attempt ${ctx.jobTry}`)
    if (to.includes('fail') && ctx.jobTry <= 2) throw new Retry({ defer: 5 })
    return { to, subject }
  },
})

export const resize = task({
  name: 'resize',
  input: v.object({ url: v.string(), widths: v.array(v.number()), due: v.optional(isoDate()) }),
  timeout: '30s',
  run: async (ctx, { url, widths, due }) => ({ url, files: widths.length, year: due?.getUTCFullYear() }),
})

export const add = task('add', async (ctx, a: number, b: number) => a + b)      // the short form
