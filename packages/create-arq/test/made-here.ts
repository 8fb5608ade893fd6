import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { create } from '../src/create.js'
import { Cancelled, type Program } from '../src/program.js'

interface Situation {
  /** What a person answers, one after the other; then Ctrl-C. Absent: there is no terminal. */
  readonly answers?: readonly string[]
  readonly language?: Program['language']
  readonly environment?: Program['environment']
  readonly run?: Program['run']
}

/** Runs the command in a folder of its own. */
export function inNewFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'create arq 任务-'))
  return {
    folder,
    delete: () => rmSync(folder, { recursive: true, force: true }),
    async create(args: readonly string[], situation: Situation = {}) {
      const { answers, language = 'en', environment = {} } = situation
      const printed: string[] = []
      const complaints: string[] = []
      const asked: string[] = []
      const ran: string[] = []
      const left = [...(answers ?? [])]
      const code = await create(args, {
        ...{ environment, folder, language },
        ask:
          answers &&
          ((question) => {
            asked.push(question)
            const answer = left.shift()
            return answer === undefined ? Promise.reject(new Cancelled()) : Promise.resolve(answer)
          }),
        print: (line) => void printed.push(line),
        complain: (line) => void complaints.push(line),
        run:
          situation.run ??
          ((command, words) => {
            ran.push([command, ...words].join(' '))
            return Promise.resolve()
          }),
      })
      return {
        ...{ code, asked, ran },
        output: printed.join('\n'),
        complaints: complaints.join('\n'),
      }
    },
  }
}
