import type { ResultStore } from '../ports/result-store.js'
import type { Transport } from '../ports/transport.js'

/** Where jobs are sent and kept. */
export interface JobPlace {
  readonly transport: Pick<Transport, 'isSharedWithPython'>
  readonly resultStore: Pick<ResultStore, 'isSharedWithPython'> | undefined
}

/** The setting by which the Python library reads what is sent or kept; `undefined`: it reads neither. */
export function settingForPython({ transport, resultStore }: JobPlace): string | undefined {
  if (transport.isSharedWithPython === true) return 'compat: "rabbitmq-arq"'
  return resultStore?.isSharedWithPython === true ? 'layout: "python"' : undefined
}
