import type { Script } from '../scripts/script.js'
import type { KeyedCommand } from './keyed-commands.js'

/** A script that touches one key: by its name, and in full where the node does not know it. */
export function scriptCommand(
  { sha, text }: Script,
  key: string,
  values: readonly string[],
): KeyedCommand {
  return {
    key,
    send: (client, inFull) =>
      client.sendCommand(
        inFull ? ['EVAL', text, '1', key, ...values] : ['EVALSHA', sha, '1', key, ...values],
      ),
  }
}
