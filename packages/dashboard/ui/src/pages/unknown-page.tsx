import { useLanguage } from '../language/use-language.js'
import { Blank } from '../parts/blank.js'
import { Link } from '../parts/link.js'
import { Page } from '../parts/page.js'
import { shellTexts } from '../shell/texts.js'

export function UnknownPage() {
  const { say } = useLanguage()
  return (
    <Page title={say(shellTexts.unknownTitle)}>
      <Blank title={say(shellTexts.unknownLead)}>
        <Link to={{ page: 'overview' }}>{say(shellTexts.toOverview)}</Link>
      </Blank>
    </Page>
  )
}
