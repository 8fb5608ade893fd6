const VARIABLE = 'ARQ_CHAOS_PROCESS'

/**
 * @param {import('../contract.d.ts').ProcessSettings} settings
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentFor(settings) {
  return { ...process.env, [VARIABLE]: JSON.stringify(settings) }
}

/**
 * What this process was told when it was started.
 * @template {import('../contract.d.ts').ProcessSettings} S
 * @returns {S}
 */
export function readSettings() {
  return JSON.parse(process.env[VARIABLE] ?? '{}')
}

/** Whoever started this process is gone: nobody is left to end it. */
export function endWithParent() {
  process.once('disconnect', () => process.exit(3))
  // It must end by itself once its work is done: that is part of what is tried.
  process.channel?.unref()
}
