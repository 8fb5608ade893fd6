import { jobTexts } from './texts/job-texts.js'
import { lifeTexts } from './texts/life-texts.js'
import { settingTexts } from './texts/setting-texts.js'
import { storeTexts } from './texts/store-texts.js'

/** The worker's texts for people, in both languages. */
export const texts = { ...settingTexts, ...lifeTexts, ...jobTexts, ...storeTexts }
