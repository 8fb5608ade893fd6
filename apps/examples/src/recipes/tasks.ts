import { task } from '@arq/core'
import * as v from 'valibot'

export const resize = task({
  name: 'resize',
  input: v.object({ url: v.pipe(v.string(), v.url()), widths: v.array(v.number()) }),
  run: (ctx, { url, widths }) => {
    for (const width of widths) ctx.progress({ url, width })
    return { files: widths.length }
  },
})
