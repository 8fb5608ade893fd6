import { localizedMessage, type Text } from '@arq/core'
import { PlainValues, redactPaths, secretNames, type TextLogger } from '@arq/core/internal'

import type { Attempt } from '../run/attempt.js'
import type { RunResult } from '../run/outcome.js'
import { texts } from '../texts.js'

interface TaskTraceParts {
  readonly logger: TextLogger
  /** Places in a job that nobody is to see. */
  readonly redact: readonly string[]
}

/** Says at the level `debug` what each run was given and what came of it, without what is secret. */
export class TaskTrace {
  readonly #logger: TextLogger
  readonly #redact: readonly string[]
  readonly #values: PlainValues

  constructor({ logger, redact }: TaskTraceParts) {
    const language = logger.language ?? 'en'
    this.#logger = logger
    this.#redact = redact
    this.#values = new PlainValues({
      isSecret: secretNames([]),
      describeError: (error) => localizedMessage(error, language),
    })
  }

  started({ message }: Attempt): void {
    const { jobTry, args, kwargs } = message
    this.#say(message, texts.traceStart({ jobTry }), { args, kwargs })
  }

  ended({ message, ranMs = 0 }: Attempt, run: RunResult): void {
    const told = { jobTry: message.jobTry, ms: Math.round(ranMs) }
    if (run.kind === 'returned') {
      this.#say(message, texts.traceReturned(told), { result: run.value })
    } else if (run.kind === 'threw') {
      this.#say(message, texts.traceThrew(told), { error: run.error })
    } else if (run.kind === 'suspended') this.#say(message, texts.traceSuspended(told), {})
    else this.#say(message, texts.traceStopped(told), {})
  }

  #say({ jobId, function: task }: Attempt['message'], text: Text, fields: object): void {
    if (this.#logger.isLevelEnabled?.('debug') === false) return
    const shown = this.#values.fields(redactPaths(fields, this.#redact))
    this.#logger.debug(text, { jobId, task, ...shown })
  }
}
