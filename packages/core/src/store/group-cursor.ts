import { ConfigurationError } from '../errors/settings-errors.js'
import { storeTexts } from '../texts/store-texts.js'

/** What `EntryStore.groups` throws for a cursor that is none of its store's. */
export const notAGroupCursor = (): ConfigurationError =>
  new ConfigurationError('options of groups()', [
    { path: 'cursor', text: storeTexts.notAGroupCursor() },
  ])
