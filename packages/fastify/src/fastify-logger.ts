import type { LogFields, Logger } from '@arq/core'
import type { FastifyBaseLogger } from 'fastify'

/** Fastify's logger as arq's: what it says of arq has the fields of arq. */
export function fastifyLogger(log: FastifyBaseLogger): Logger {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error' | 'fatal') =>
    (message: string, { error, ...fields }: LogFields = {}): void =>
      // `err` is the name under which Fastify's serializer knows an error.
      log[level](error === undefined ? fields : { ...fields, err: error }, message)
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    child: (fields) => fastifyLogger(log.child({ ...fields })),
  }
}
