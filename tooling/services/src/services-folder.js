import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Everything that our servers write lies here; git ignores it. */
const servicesFolder = fileURLToPath(new URL('../../../.services', import.meta.url))

/** One record per server of ours. */
export const recordsFolder = join(servicesFolder, 'servers')

/** One data folder per server of ours. */
export const dataFolder = join(servicesFolder, 'data')

/** RocketMQ's jars, in the layout of a Maven repository. They stay: nothing deletes them. */
export const jarsFolder = join(servicesFolder, 'jars')

/** Environments of Python, one per package and version. They stay: nothing deletes them. */
export const pythonFolder = join(servicesFolder, 'python')

/** Compiled Java, by what it was compiled from. */
export const classesFolder = join(servicesFolder, 'classes')

/** Root file systems with a newer RabbitMQ. They stay: nothing deletes them. */
export const rootsFolder = join(servicesFolder, 'roots')

/** Servers that were compiled here. They stay: nothing deletes them. */
export const programsFolder = join(servicesFolder, 'programs')
