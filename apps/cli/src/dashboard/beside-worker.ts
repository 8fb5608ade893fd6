import { isArqError, localizedMessage, renderText, type Text } from '@arq/core'

import type { Program } from '../program.js'
import type { WorkerSurroundings } from '../run-worker.js'
import { dashboardSettings } from './dashboard-settings.js'
import { isPortTaken } from './port.js'
import { dashboardTexts } from './texts.js'

/**
 * Opens the dashboard of a worker that is being developed, in the same process, on this machine alone, and says where.
 * Whatever stands in its way is said and keeps no worker from running.
 */
export async function openBesideWorker(
  worker: WorkerSurroundings,
  port: number,
  program: Program,
): Promise<AsyncDisposable | undefined> {
  const { output, errors, language, environment } = program
  const token = environment['ARQ_DASHBOARD_TOKEN'] ?? ''
  try {
    const { listen } = await worker.wiring.loadDashboard()
    const settings = dashboardSettings(worker, worker)
    const dashboard = await listen(token === '' ? settings : { ...settings, token }, { port })
    output.write(`${renderText(dashboardTexts.besideWorker({ url: dashboard.url }), language)}\n`)
    return dashboard
  } catch (error) {
    errors.write(`${renderText(whyNot(error, port, program), language)}\n`)
    return undefined
  }
}

function whyNot(error: unknown, port: number, { language }: Program): Text {
  if (isPortTaken(error)) return dashboardTexts.noneBesidePort({ port })
  if (isArqError(error) && error.details['missing'] === '@arq/dashboard') {
    return dashboardTexts.noneBesidePackage()
  }
  return dashboardTexts.noneBeside({ reason: localizedMessage(error, language) })
}
