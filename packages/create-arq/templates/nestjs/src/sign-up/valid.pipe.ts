import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common'
import * as v from 'valibot'

/** Lets through what is as a schema says; anything else is answered by 400. */
@Injectable()
export class ValidPipe<S extends v.GenericSchema> implements PipeTransform<
  unknown,
  v.InferOutput<S>
> {
  constructor(private readonly schema: S) {}

  transform(value: unknown): v.InferOutput<S> {
    const { success, output, issues } = v.safeParse(this.schema, value)
    if (success) return output
    throw new BadRequestException(issues.map(({ message }) => message))
  }
}
