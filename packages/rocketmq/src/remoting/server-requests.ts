import { thrownWords } from '../errors/thrown.js'
import type { TextLogger } from '../log/guarded-logger.js'
import { renderText } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import type { RemotingResponse, RequestProcessor } from './command.js'
import { type Frame, isOneway } from './frame.js'

/** Source: RemotingSysResponseCode.java. */
const SYSTEM_ERROR = 1
const REQUEST_CODE_NOT_SUPPORTED = 3

/** Who answers what brokers ask of us. One table for all connections, so it covers future ones too. */
export class ServerRequests {
  readonly #processors = new Map<number, Set<RequestProcessor>>()
  readonly #logger: TextLogger

  constructor(logger: TextLogger) {
    this.#logger = logger
  }

  /** Several may be registered for one code: they are asked in turn until one answers. */
  on(code: number, processor: RequestProcessor): () => void {
    const own: RequestProcessor = (request) => processor(request)
    const processors = this.#processors.get(code) ?? new Set()
    this.#processors.set(code, processors.add(own))
    return () => void processors.delete(own)
  }

  /** What to send back; `undefined` for one-way requests. Never rejects. */
  async answer(frame: Frame, address: string): Promise<RemotingResponse | undefined> {
    const { code, ext, body } = frame
    const processors = this.#processors.get(code)
    const isNoAnswerWanted = isOneway(frame)
    if (!processors || processors.size === 0) {
      this.#logger.debug(texts.logRequestUnanswered(), { address, requestCode: code })
      if (isNoAnswerWanted) return undefined
      return failure(REQUEST_CODE_NOT_SUPPORTED, renderText(texts.noProcessor({ code })))
    }
    try {
      for (const processor of processors) {
        const response = await processor({ code, ext, body, address })
        if (response) return isNoAnswerWanted ? undefined : response
      }
    } catch (error) {
      this.#logger.error(texts.logAnswerFailed(), {
        address,
        requestCode: code,
        error,
      })
      return isNoAnswerWanted ? undefined : failure(SYSTEM_ERROR, thrownWords(error))
    }
    if (isNoAnswerWanted) return undefined
    return failure(SYSTEM_ERROR, renderText(texts.noProcessorAnswered({ code })))
  }
}

const failure = (code: number, remark: string): RemotingResponse => ({
  code,
  remark,
  ext: {},
  body: Buffer.alloc(0),
})
