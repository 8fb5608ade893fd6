import { parseSettings } from '@arq/core'
import { said } from '@arq/core/internal'
import { SetMetadata } from '@nestjs/common'
import * as v from 'valibot'

import { texts } from '../texts.js'
import { UNNAMED } from '../tokens.js'
import { refuseStandardForm } from './decorator-form.js'

const clientName = said(texts.clientName())

const processorSchema = v.strictObject({
  client: v.optional(v.pipe(v.string(clientName), v.nonEmpty(clientName))),
})

/** What `@Processor()` takes. */
export interface ProcessorOptions {
  /** The `name` of the `ArqModule.forRoot` whose worker runs its tasks. @defaultValue the one without a name */
  readonly client?: string
}

export interface ProcessorMetadata {
  readonly client: string
}

export const PROCESSOR = 'arq:processor'

/**
 * A provider whose methods with `@Task()` are tasks. List it in `providers` of a module; it may inject what any provider
 * may. There is one for all jobs, or, with `@Injectable({ scope: Scope.REQUEST })`, one for each.
 *
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` when the class is read, naming the wrong option
 *
 * @example
 * ```ts
 * @Processor()
 * export class EmailProcessor {
 *   constructor(private readonly mailer: Mailer) {}
 *
 *   @Task({ timeout: '30s' })
 *   async sendEmail(ctx: JobContext, to: string, subject: string) {
 *     await this.mailer.send(to, subject, { signal: ctx.signal })
 *   }
 * }
 * ```
 */
export function Processor(options: ProcessorOptions = {}): ClassDecorator {
  const { client = UNNAMED } = parseSettings('@Processor()', processorSchema, options)
  const metadata: ProcessorMetadata = { client }
  return (target, ...more: readonly unknown[]) => {
    refuseStandardForm('@Processor()', more[0])
    SetMetadata(PROCESSOR, metadata)(target)
  }
}
