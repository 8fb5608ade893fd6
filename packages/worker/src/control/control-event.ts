/** What happens to a worker by order of somebody; `worker.on` tells of it, and of which worker it is. */
export type ControlEvent =
  /** It takes nothing from these queues any more; what runs goes on. */
  | { readonly type: 'paused'; readonly queueNames: readonly string[] }
  | { readonly type: 'resumed'; readonly queueNames: readonly string[] }
  /** It takes nothing new. `ends`: it ends when nothing runs any more. */
  | { readonly type: 'draining'; readonly queueNames: readonly string[]; readonly ends: boolean }
  /** After `draining` of the whole worker: nothing runs. */
  | { readonly type: 'drained' }
