import type { Client } from '@arq/client'
import { askByLink, type PageAnswer, signalByLink, SignalLinks } from '@arq/client/web'
import {
  Controller,
  Get,
  Headers,
  Inject,
  type InjectionToken,
  Logger,
  Post,
  Query,
  Res,
  type Type,
} from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'

import { getClientToken } from '../tokens.js'

/** Where people give signals by links. */
export interface SignalControllerOptions {
  /** Where the page is. @defaultValue `signals` */
  readonly path?: string
  /** What made the links, or has the same keys; or a token of a provider of it. @defaultValue the provider `SignalLinks` */
  readonly links?: SignalLinks | InjectionToken
  /** The `name` of the `ArqModule.forRoot` whose client gives the signals. @defaultValue the one without a name */
  readonly client?: string
  /** Put before the controller: what lets visitors past a guard of the whole application, for example. */
  readonly decorators?: readonly ClassDecorator[]
}

/**
 * A controller with the page of {@link SignalLinks}, for `controllers` of a module: `GET` asks, and only the `POST` of its
 * button gives the signal, since programs that look at mails follow links. Whoever has a link may use it: no guard is
 * needed.
 *
 * @example
 * ```ts
 * const links = new SignalLinks({ keys: [{ id: '2026-11', secret }], url: 'https://shop.example/signals' })
 *
 * @Module({ imports: [ArqModule.forRoot({ … })], controllers: [signalController({ links })] })
 * export class AppModule {}
 * ```
 */
export function signalController({
  path = 'signals',
  links = SignalLinks,
  client: name,
  decorators = [],
}: SignalControllerOptions = {}): Type {
  class SignalController extends SignalPage {
    constructor(client: Client, adapters: HttpAdapterHost, provided: SignalLinks | undefined) {
      super(client, adapters, links instanceof SignalLinks ? links : provided)
    }
  }
  decorateMethod(SignalController, 'ask', Get())
  decorateMethod(SignalController, 'give', Post())
  Inject(getClientToken(name))(SignalController, undefined, 0)
  Inject(HttpAdapterHost)(SignalController, undefined, 1)
  // Where they are given, the client stands in their place, and nobody looks at it.
  Inject(links instanceof SignalLinks ? getClientToken(name) : links)(
    SignalController,
    undefined,
    2,
  )
  Controller(path)(SignalController)
  for (const decorate of decorators) decorate(SignalController)
  return SignalController
}

/** As `@Get()` and its like do before a method, and `@Query()` and its like before a parameter. */
function decorateMethod(owner: Type, method: 'ask' | 'give', route: MethodDecorator): void {
  const prototype = owner.prototype as object
  const descriptor = Object.getOwnPropertyDescriptor(SignalPage.prototype, method)
  if (descriptor) route(prototype, method, descriptor)
  Query('token')(prototype, method, 0)
  Headers('accept-language')(prototype, method, 1)
  Res()(prototype, method, 2)
}

/** What answers, whatever the server is: Express or Fastify. */
class SignalPage {
  readonly #client: Client
  readonly #adapters: HttpAdapterHost
  readonly #links: SignalLinks
  readonly #logger = new Logger('arq')

  constructor(client: Client, adapters: HttpAdapterHost, links: SignalLinks | undefined) {
    if (!links) throw new Error('signalController has no SignalLinks')
    this.#client = client
    this.#adapters = adapters
    this.#links = links
  }

  ask(token: unknown, acceptLanguage: string | undefined, response: unknown): void {
    this.#send(askByLink(this.#links, { token, acceptLanguage }), response)
  }

  async give(token: unknown, acceptLanguage: string | undefined, response: unknown): Promise<void> {
    const client = this.#client
    const onError = (error: unknown): void =>
      this.#logger.error(`a signal could not be given: ${String(error)}`)
    const visit = { token, acceptLanguage }
    this.#send(await signalByLink(this.#links, visit, { client, onError }), response)
  }

  #send({ status, headers, body }: PageAnswer, response: unknown): void {
    const { httpAdapter } = this.#adapters
    for (const [name, value] of Object.entries(headers))
      httpAdapter.setHeader(response, name, value)
    httpAdapter.reply(response, body, status)
  }
}
