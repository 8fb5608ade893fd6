import { ConfigurationError, type JobContext } from '@arq/core'
import { readProperty } from '@arq/core/internal'
import type { CronFields, CronOptions } from '@arq/worker'
import { SetMetadata } from '@nestjs/common'

import { texts } from '../texts.js'
import { refuseStandardForm } from './decorator-form.js'
import { metadataOf } from './metadata-of.js'

/** What one `@Cron()` says: the arguments of `cron` of `@arq/worker` after the task. */
export type CronMetadata = readonly [
  when: string | (CronFields & CronOptions),
  options?: CronOptions,
]

const CRON = 'arq:cron'

/** A method that runs by the clock: it gets the context of the job, and the `args` of its cron job. */
type CronDecorator = <F extends (ctx: JobContext, ...args: never[]) => unknown>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<F>,
) => void

/**
 * Makes a method of a `@Processor()` a task whose jobs come by the clock: a crontab string, or arq's fields, and the options
 * of `cron`. With `@Task()` beside it the task has those options, too. Several stand before one method where each has a `name`.
 *
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` at the application's start, naming the method: an unknown option, a time
 * that is none or never comes, a time zone that does not exist
 *
 * @example
 * ```ts
 * @Cron('0 9 * * mon-fri', { timeZone: 'Europe/Berlin', missed: 'runOnce' })
 * async sendDigest(ctx: JobContext) {}
 * ```
 */
export function Cron(when: string, options?: CronOptions): CronDecorator
export function Cron(when: CronFields & CronOptions): CronDecorator
export function Cron(
  when: string | (CronFields & CronOptions),
  options?: CronOptions,
): CronDecorator {
  return (target, key, descriptor) => {
    refuseStandardForm('@Cron()', key)
    const method = readProperty(descriptor, 'value')
    // It may stand anywhere in JavaScript, and before a field.
    if (typeof method !== 'function') {
      throw new ConfigurationError('@Cron()', [{ path: String(key), text: texts.notOnAMethod() }])
    }
    const own: CronMetadata = options === undefined ? [when] : [when, options]
    // What stands nearer to the method came first.
    SetMetadata(CRON, [own, ...cronOf(method)])(target, key, descriptor)
  }
}

/** What its decorators say, in the order of the source; none: it does not run by the clock. */
export const cronOf = (method: unknown): readonly CronMetadata[] =>
  // What the decorator has put there.
  (metadataOf(CRON, method) as readonly CronMetadata[] | undefined) ?? []
