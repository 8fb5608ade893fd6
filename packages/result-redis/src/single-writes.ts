import type { AnnouncedJob } from '@arq/core'
import type { WriteOutcome } from '@arq/core/store'

import { toAnnounceArguments } from './announce-arguments.js'
import type { JobWrites } from './job-writes.js'
import { isReadOnly } from './redis-errors.js'
import { ANNOUNCE_SCRIPT } from './scripts/announce-script.js'
import { sendWrites, type SendWritesOptions } from './send-writes.js'
import type { SingleServer } from './single-server.js'
import { readAnswer } from './write-answer.js'
import { callScript } from './write-call.js'
import type { WriteCommand } from './write-command.js'

export interface SingleWritesParts extends SendWritesOptions {
  readonly server: SingleServer
  /** The URL without user and password. */
  readonly address: string
}

/** All keys are on one server: many jobs in one script call. */
export class SingleWrites implements JobWrites {
  /** Redis answers calls of one connection in their order, so that none need wait here. */
  readonly maxCalls = Infinity
  readonly #parts: SingleWritesParts

  constructor(parts: SingleWritesParts) {
    this.#parts = parts
  }

  async send(commands: readonly WriteCommand[]): Promise<readonly WriteOutcome[]> {
    const answers = await this.#parts.server.connection.run((client) =>
      sendWrites(client, commands, this.#parts),
    )
    return commands.map(({ jobId }, index) => this.#outcome(answers[index], jobId))
  }

  announce(jobs: readonly AnnouncedJob[]): Promise<readonly WriteOutcome[]> {
    const { keys, maxIdsPerQueue, server } = this.#parts
    const values = toAnnounceArguments(jobs, keys, maxIdsPerQueue)
    const jobIds = jobs.map(({ jobId }) => jobId)
    return server.connection
      .run((client) => callScript(client, ANNOUNCE_SCRIPT, values))
      .then((answers) => jobIds.map((jobId, index) => this.#outcome(answers[index], jobId)))
  }

  /** The script answers each job; a missing answer would be an empty one, which no call expects. */
  #outcome(answer: string | undefined, jobId: string): WriteOutcome {
    const outcome = readAnswer(answer ?? '', jobId, this.#parts)
    if (typeof outcome !== 'string' && isReadOnly(String(outcome.details['reason']))) {
      this.#parts.server.refresh()
    }
    return outcome
  }
}
