import { connectionTexts } from './connection-texts.js'
import { formTexts } from './form-texts.js'
import { logTexts } from './log-texts.js'
import { messageTexts } from './message-texts.js'
import { refusalTexts } from './refusal-texts.js'
import { serverTexts } from './server-texts.js'
import { settingTexts } from './setting-texts.js'

/** This package's texts for people, in both languages. */
export const texts = {
  ...settingTexts,
  ...connectionTexts,
  ...messageTexts,
  ...formTexts,
  ...serverTexts,
  ...refusalTexts,
  ...logTexts,
}
