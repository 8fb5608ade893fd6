import { workerSettingsSchema } from '@arq/worker'
import * as v from 'valibot'

import { connectionSettingsSchema } from './connection-settings.js'

/** A setting that a variable of the environment can give, and perhaps a flag. */
export interface CliSetting {
  readonly key: string
  readonly schema: v.GenericSchema
  readonly variable: string
  /** Without the dashes. A command takes it only if it declares it. */
  readonly flag: string
}

/** Those that are not named after their setting. `--queue` may be repeated. */
const FLAG_NAMES: Readonly<Record<string, string>> = { queueName: 'queue', burstMode: 'burst' }

/** All of them. Names of variables come from the schemas' metadata, names of flags from the keys. */
export const CLI_SETTINGS: readonly CliSetting[] = [
  ...settingsOf(connectionSettingsSchema.entries),
  ...settingsOf(workerSettingsSchema.entries),
]

function settingsOf(entries: Readonly<Record<string, v.GenericSchema>>): CliSetting[] {
  return Object.entries(entries).flatMap(([key, schema]) => {
    const { env: variable } = v.getMetadata(schema)
    if (typeof variable !== 'string') return []
    const flag = FLAG_NAMES[key] ?? key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)
    return [{ key, schema, variable, flag }]
  })
}
