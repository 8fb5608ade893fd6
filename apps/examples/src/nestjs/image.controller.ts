import type { TasksOf } from '@arq/core'
import { type ArqClient, InjectClient } from '@arq/nestjs'
import { Body, Controller, Get, Param, Post } from '@nestjs/common'

import type { ImageProcessor } from './image.processor.js'

/** What is known of the tasks by name: types only, nothing of the processor is loaded for it. */
type Tasks = TasksOf<ImageProcessor>

@Controller('images')
export class ImageController {
  readonly #arq: ArqClient<Tasks>

  constructor(@InjectClient() arq: ArqClient<Tasks>) {
    this.#arq = arq
  }

  @Post()
  async resize(@Body() { url, widths }: { url: string; widths: number[] }) {
    const job = await this.#arq.enqueueJob('resize', [url, widths])
    return { jobId: job.jobId }
  }

  @Post('wait')
  async wait(@Body() { seconds }: { seconds: number }) {
    const job = await this.#arq.enqueueJob('wait', [seconds])
    return { jobId: job.jobId }
  }

  @Get(':jobId')
  async look(@Param('jobId') jobId: string) {
    const { status, progress, result } = await this.#arq.getJob(jobId).info()
    return { status, progress, result }
  }
}
