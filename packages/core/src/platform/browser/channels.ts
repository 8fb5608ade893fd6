import type {
  Channel,
  ChannelListener,
  TracingChannel,
  TracingChannelSubscribers,
} from 'node:diagnostics_channel'

type Subscribers<T extends object> = Partial<TracingChannelSubscribers<T>>

/** `node:diagnostics_channel` as far as arq goes. Its names are a page's own: each copy of this package has its channels. */
class PageChannel {
  readonly name: string
  #listeners: readonly ChannelListener[] = []

  constructor(name: string) {
    this.name = name
  }

  get hasSubscribers(): boolean {
    return this.#listeners.length > 0
  }

  subscribe(listener: ChannelListener): void {
    this.#listeners = [...this.#listeners, listener]
  }

  unsubscribe(listener: ChannelListener): boolean {
    const place = this.#listeners.indexOf(listener)
    this.#listeners = this.#listeners.filter((_, index) => index !== place)
    return place >= 0
  }

  publish(message: unknown): void {
    for (const listener of this.#listeners) {
      try {
        listener(message, this.name)
      } catch (error) {
        // Uncaught, as Node has it, and no failure of whoever tells.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}

// The rest of the type carries AsyncLocalStorage, which pages do not have.
export const channel = (name: string): Channel => new PageChannel(name) as unknown as Channel

// Each channel here was made above.
const own = (given: Channel): PageChannel => given as unknown as PageChannel

export const listenToChannel = (to: Channel, listener: ChannelListener): void =>
  own(to).subscribe(listener)

export function leaveChannel(from: Channel, listener: ChannelListener): void {
  own(from).unsubscribe(listener)
}

class PageTracingChannel {
  readonly start: Channel
  readonly end: Channel
  readonly asyncStart: Channel
  readonly asyncEnd: Channel
  readonly error: Channel

  constructor(name: string) {
    this.start = channel(`tracing:${name}:start`)
    this.end = channel(`tracing:${name}:end`)
    this.asyncStart = channel(`tracing:${name}:asyncStart`)
    this.asyncEnd = channel(`tracing:${name}:asyncEnd`)
    this.error = channel(`tracing:${name}:error`)
  }

  get hasSubscribers(): boolean {
    return KINDS.some((kind) => this[kind].hasSubscribers)
  }

  subscribe(subscribers: Subscribers<object>): void {
    this.#each(subscribers, listenToChannel)
  }

  unsubscribe(subscribers: Subscribers<object>): void {
    this.#each(subscribers, leaveChannel)
  }

  #each(subscribers: Subscribers<object>, act: (one: Channel, of: ChannelListener) => void): void {
    for (const kind of KINDS) {
      // What is published on a tracing channel is the object that its subscribers take.
      const listener = subscribers[kind] as ChannelListener | undefined
      if (listener) act(this[kind], listener)
    }
  }
}

const KINDS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const

// As above: `traceSync` and its like come with AsyncLocalStorage.
export const tracingChannel = <S, C extends object>(name: string): TracingChannel<S, C> =>
  new PageTracingChannel(name) as unknown as TracingChannel<S, C>
