import { Body, ConflictException, Controller, HttpCode, Inject, Post } from '@nestjs/common'
import * as v from 'valibot'

import { SignUpService } from './sign-up.service.js'
import { ValidPipe } from './valid.pipe.js'

const signUpBody = v.strictObject({ email: v.pipe(v.string(), v.email(), v.maxLength(254)) })

@Controller('sign-ups')
export class SignUpController {
  constructor(@Inject(SignUpService) private readonly signUps: SignUpService) {}

  @Post()
  @HttpCode(202)
  async signUp(@Body(new ValidPipe(signUpBody)) { email }: v.InferOutput<typeof signUpBody>) {
    const welcome = await this.signUps.signUp(email)
    if (!welcome) throw new ConflictException('This address has signed up already.')
    return { jobId: welcome.jobId }
  }
}
