import { Injectable } from '@nestjs/common'

export interface Mail {
  readonly to: string
  readonly subject: string
  /** Mails with the same key are one mail: a job that runs twice sends one. */
  readonly key: string
}

export abstract class Mailer {
  abstract send(mail: Mail, signal: AbortSignal): Promise<void>
}

/** Prints mails. The service that sends yours goes here. */
@Injectable()
export class PrintingMailer extends Mailer {
  send({ to, subject }: Mail) {
    console.log(`mail to ${to}: ${subject}`)
    return Promise.resolve()
  }
}
