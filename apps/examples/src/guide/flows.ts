import { createClient } from '@arq/client'
import { chain, flow, group, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { AmqpTransport } from '@arq/transport-amqp'
import { Worker } from '@arq/worker'

const resize = task('resize', (_ctx, photo: string, width: number) => {
  if (photo === 'torn') throw new RangeError('no picture')
  return `${photo}-${width}.webp`
})

// It begins when all of its children have ended, wherever they ran.
const makeAlbum = task('make_album', async (ctx) => {
  const pages: string[] = []
  for await (const { status, result, error } of ctx.children(resize)) {
    pages.push(status === 'completed' ? String(result) : `missing: ${error}`)
  }
  return pages
})

const publish = task('publish', async (ctx, title: string) => {
  const [pages] = await ctx.children(makeAlbum).results()
  return `${title}: ${pages?.join(', ')}`
})

const servers = {
  transport: new AmqpTransport({ url: 'amqp://localhost:5672' }),
  resultStore: new RedisResultStore({ url: 'redis://localhost:6379' }),
}
const worker = new Worker({ functions: [resize, makeAlbum, publish], maxRetries: 0, ...servers })
void worker.run()
const client = await createClient(servers)

const photos = ['sea', 'torn', 'hill'].map((photo) => flow(resize, [photo, 640]))
// Side by side, then the album; after that, one after the other.
const album = group(photos, flow(makeAlbum, [], { onChildFailure: 'ignore' }))
const job = await client.enqueueFlow(chain(album, flow(publish, ['Holidays'])))

console.log(await job.result())
for await (const { depth, task: name, status } of job.tree()) {
  console.log(`${'  '.repeat(depth)}${name} ${status}`)
}

await client.close()
await worker.stop()
