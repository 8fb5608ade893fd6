import { isRocketMQError, RequestAborted } from '../errors/errors.js'
import { PartlyDone, type ServerFailure } from '../errors/server-errors.js'
import { texts } from '../texts/texts.js'
import type { ProgressOptions } from './call-options.js'

/** Servers that are asked at once. A cluster has few; more would only make their answers wait for each other. */
const CONCURRENCY = 8

/**
 * Asks several servers the same, and gives their answers in the servers' order. One that fails does not keep the others
 * from being asked.
 *
 * @param what is done, for the error
 * @throws the error of the server where there is only one, or where the caller's signal ended it
 * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` naming the servers where it was done, and each failure
 */
export async function atEach<S extends { readonly address: string }, T>(
  what: string,
  servers: readonly S[],
  act: (server: S) => Promise<T>,
  { onProgress, signal }: ProgressOptions,
): Promise<readonly T[]> {
  const answers = new Map<S, T>()
  const failures: ServerFailure[] = []
  const waiting = [...servers]
  const work = async (): Promise<void> => {
    for (let server = waiting.shift(); server !== undefined; server = waiting.shift()) {
      try {
        answers.set(server, await act(server))
      } catch (error) {
        failures.push({ address: server.address, error })
        if (signal?.aborted === true) return
      }
      const done = answers.size + failures.length
      onProgress?.({ done, total: servers.length, last: server.address })
    }
  }
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, servers.length) }, work))
  if (failures.length > 0) throw failed(what, servers, [...answers.keys()], failures)
  return servers.flatMap((server) => {
    const answer = answers.get(server)
    return answers.has(server) ? [answer as T] : [] // undefined may be an answer
  })
}

function failed<S extends { readonly address: string }>(
  what: string,
  servers: readonly S[],
  done: readonly S[],
  failures: readonly ServerFailure[],
): unknown {
  const aborted = failures.find(({ error }) => error instanceof RequestAborted)
  if (aborted) return aborted.error
  const [first] = failures
  if (servers.length === 1) return first?.error
  const reasons = failures.map(({ address, error }) =>
    texts.atServer({
      address,
      reason: isRocketMQError(error) ? error.text : String(error),
    }),
  )
  return new PartlyDone({
    code: 'ROCKETMQ_PARTLY_DONE',
    text: texts.partlyDone({ what, done: done.length, count: servers.length, reasons }),
    details: {
      done: done.map(({ address }) => address),
      failed: failures.map(({ address }) => address),
    },
    cause: first?.error,
    done: done.map(({ address }) => address),
    failures,
  })
}
