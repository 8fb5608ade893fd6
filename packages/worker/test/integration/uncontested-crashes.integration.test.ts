import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { type Bundle, results, setup } from './setup.js'

/** A process that is to be killed, and the jobs that it holds at the end of their run. */
function startChild({ rabbitUrl, redisUrl, keyPrefix, queueName }: Bundle, step: string) {
  const program = fileURLToPath(new URL('./uncontested-process.js', import.meta.url))
  const child = spawn(
    process.execPath,
    [program, rabbitUrl, redisUrl, keyPrefix, queueName, step],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  )
  const held = new Set<string>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [word, jobId = ''] = line.split(' ')
    if (word === 'held') held.add(jobId)
  })
  const closed = once(child, 'close')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await closed
  }
  return { held, kill }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a worker process that is killed when attempts that asked nobody', () => {
  it.each([
    ['have run and are not recorded loses no job: another one runs them', 'before result'],
    ['are recorded and not acknowledged loses no job, and none runs again', 'before ack'],
  ])('%s', async (_what, step) => {
    const runs: string[] = []
    const brief = task('brief', ({ jobId }) => {
      runs.push(jobId)
      return `${jobId} by the second`
    })
    const arq = await setup({ functions: [brief] })
    const child = startChild(arq, step)
    try {
      const jobs = []
      // The first ones ask: the worker has to learn that the task is brief, and that nobody was stopped.
      while (child.held.size < 5) {
        jobs.push(await arq.client.enqueueJob(brief))
        await turn()
      }
      await child.kill()
      const { held } = child
      void arq.worker.run()
      const texts = await results(jobs)
      const byTheSecond = step === 'before result' ? held : new Set()
      jobs.forEach(({ id }, index) => {
        if (held.has(id)) {
          expect(texts[index]).toBe(`${id} by the ${byTheSecond.has(id) ? 'second' : 'first'}`)
        }
      })
      // Every message comes again, by way of the suspects.
      const isKnownAgain = async (id: string): Promise<boolean> =>
        (await arq.store.get(id))?.duplicateDeliveries === 1
      if (step === 'before ack') {
        for (const id of held) while (!(await isKnownAgain(id))) await turn()
      }
      await arq.worker.stop()
      expect(runs.filter((id) => held.has(id)).sort()).toEqual([...byTheSecond].sort())
      expect(new Set(runs).size).toBe(runs.length)
    } finally {
      await child.kill()
      await arq.close()
    }
  })
})
