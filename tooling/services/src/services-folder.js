import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Everything that our servers write lies here; git ignores it. */
const servicesFolder = fileURLToPath(new URL('../../../.services', import.meta.url))

/** One record per server of ours. */
export const recordsFolder = join(servicesFolder, 'servers')

/** One data folder per server of ours. */
export const dataFolder = join(servicesFolder, 'data')
