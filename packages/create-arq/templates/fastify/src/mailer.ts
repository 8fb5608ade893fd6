export interface Mail {
  readonly to: string
  readonly subject: string
  /** Mails with the same key are one mail: a job that runs twice sends one. */
  readonly key: string
}

export interface Mailer {
  send(mail: Mail, signal: AbortSignal): Promise<void>
}

/** Prints mails. The service that sends yours goes here. */
export const printingMailer: Mailer = {
  send({ to, subject }) {
    console.log(`mail to ${to}: ${subject}`)
    return Promise.resolve()
  },
}
