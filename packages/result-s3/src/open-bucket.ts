import type { DatabaseName } from '@arq/core/store'

import { GuardProbe } from './guard-probe.js'
import { ObjectClient } from './object-client.js'
import { ObjectTable } from './object-table.js'
import type { ResolvedS3Settings } from './s3-settings.js'

/** What a store has between its opening and its end. */
export class OpenBucket {
  readonly client: ObjectClient
  readonly probe: GuardProbe
  readonly table: ObjectTable

  constructor(settings: ResolvedS3Settings, name: DatabaseName) {
    this.client = new ObjectClient(settings, name)
    this.probe = new GuardProbe(this.client, settings)
    this.table = new ObjectTable(this.client, () => this.probe.hasGuards())
  }

  /** One request, which asks for an object that is not there. */
  async ping(): Promise<void> {
    await this.client.send({ method: 'GET', name: 'probes/ping', expected: [200, 404] })
  }
}
