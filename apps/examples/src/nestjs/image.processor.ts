import type { JobContext } from '@arq/core'
import { Processor, Task } from '@arq/nestjs'
import { Injectable } from '@nestjs/common'

/** What a task needs: a provider as any other. */
@Injectable()
export class Images {
  async resize(url: string, width: number, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted()
    return Promise.resolve(`${url}?width=${String(width)}`)
  }
}

@Processor()
export class ImageProcessor {
  readonly #images: Images

  constructor(images: Images) {
    this.#images = images
  }

  /** A task of this name. The worker ends it in order when the application is told to stop. */
  @Task({ timeout: '1m', maxRetries: 3 })
  async resize(ctx: JobContext, url: string, widths: number[]) {
    const files: string[] = []
    for (const width of widths) {
      files.push(await this.#images.resize(url, width, ctx.signal))
      ctx.progress({ done: files.length, of: widths.length })
    }
    return { files }
  }

  @Task()
  async wait(ctx: JobContext, seconds: number) {
    console.log(`job ${ctx.jobId} waits`)
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    console.log(`job ${ctx.jobId} is done`)
  }
}
