/** The page as a whole. */

import type { ReactNode } from 'react'
import { Steps } from '../timeline/steps.tsx'
import { Timeline } from '../timeline/timeline.tsx'
import { Logo } from './icon.tsx'
import { PhoneFrame } from './phone-frame.tsx'
import { StatusStrip } from './status-strip.tsx'
import { Switches } from './switches.tsx'
import { TemplateCard } from './template-card.tsx'
import { TokenCard } from './token-card.tsx'
import { UserCard } from './user-card.tsx'

/** The page. */
export function Page(): ReactNode {
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <header className="top">
        <p className="wordmark">
          <Logo />
          <span>
            Coatcheck <span className="wordmark-place">Playground</span>
          </span>
          <span className="badge">development only</span>
        </p>
        <nav aria-label="The rest of this server" className="top-links">
          <a href="/account">Account page</a>
          <a href="/outbox">Outbox</a>
          <a href="/openapi.json">API</a>
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        <div className="intro">
          <h1>Sign in, then try to lose somebody</h1>
          <p className="lead">
            A real client and a real server. Cut the network, lose answers, set the clock wrong, revoke from
            another device, and watch the tokens. Nobody is signed out who should not be, and whoever should
            be is at once.
          </p>
        </div>
        <div className="board">
          <UserCard />
          <Timeline />
          <Switches />
          <div className="side">
            <PhoneFrame />
            <Steps />
          </div>
          <TokenCard />
          <TemplateCard />
        </div>
        <StatusStrip />
      </main>
    </>
  )
}
