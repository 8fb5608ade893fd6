import type { WriteCommand } from '../write-command.js'

/** Writes of one job go one after the other, each in a round of its own; nearly always there is one round. */
export function inRounds(commands: readonly WriteCommand[]): readonly (readonly WriteCommand[])[] {
  const counts = new Map<string, number>()
  const rounds: WriteCommand[][] = []
  for (const command of commands) {
    const round = counts.get(command.jobId) ?? 0
    counts.set(command.jobId, round + 1)
    ;(rounds[round] ??= []).push(command)
  }
  return rounds
}
