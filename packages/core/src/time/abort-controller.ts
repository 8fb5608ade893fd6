import { allowManyListeners } from '#platform'

/**
 * A controller whose signal any number of waits may listen to. Node takes more than ten listeners of one signal for a
 * leak and warns; here each listener goes when its wait ends.
 */
export function abortControllerForMany(): AbortController {
  const controller = new AbortController()
  allowManyListeners(controller.signal)
  return controller
}
