// The name that core's copied files find their texts under: see tooling/packaging/test/copied-files.test.js.
export { settingTexts as ruleTexts } from '../texts/setting-texts.js'
