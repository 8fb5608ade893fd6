import { describe, it } from 'node:test'

import { declareSuite } from './memory-store.mjs'

declareSuite({ describe, it })
