import { RemotingClient, REQUEST_CODE, RESPONSE_CODE } from '../../src/index.js'
import { ScriptedServer, type SeenRequest } from '../scripted-server.js'

/**
 * A name server that hears of new topics late: it knows no route of the topics that it holds back, until a test lets them
 * go. All else it asks the real one.
 */
export class LateNameServer {
  readonly #server: ScriptedServer
  readonly #asker = new RemotingClient()
  readonly #target: string
  #refusals = 0
  #held: RegExp | undefined

  private constructor(server: ScriptedServer, target: string, held: RegExp) {
    this.#server = server
    this.#target = target
    this.#held = held
    server.use({
      onRequest: (peer, request) => {
        if (this.#isHeld(request)) {
          this.#refusals += 1
          peer.answer(request.opaque, { code: RESPONSE_CODE.TOPIC_NOT_EXIST })
          return
        }
        void this.#ask(request).then((answer) => peer.answer(request.opaque, answer))
      },
    })
  }

  /** @param held the topics whose routes it holds back */
  static async start(target: string, held: RegExp): Promise<LateNameServer> {
    return new LateNameServer(await ScriptedServer.start(), target, held)
  }

  /** `host:port`. */
  get address(): string {
    return this.#server.address
  }

  /** How often it said that it knows no route of a topic that it holds back. */
  get refusals(): number {
    return this.#refusals
  }

  /** Resolves when it has refused so often. */
  untilRefused(count: number): Promise<void> {
    return this.#server.until(() => this.#refusals >= count)
  }

  /** From now on it knows what the real one knows. */
  letGo(): void {
    this.#held = undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop()
    await this.#asker.close()
  }

  #isHeld({ code, extFields }: SeenRequest): boolean {
    const isRoute = code === REQUEST_CODE.GET_ROUTEINFO_BY_TOPIC
    return isRoute && this.#held?.test(extFields['topic'] ?? '') === true
  }

  async #ask({ code, extFields: ext, body }: SeenRequest) {
    const question = { code, ext, ...(body.length > 0 && { body }) }
    const { remark, ...answer } = await this.#asker.invoke(this.#target, question, {
      timeoutMs: 10_000,
    })
    return { ...answer, ...(remark !== undefined && { remark }) }
  }
}
