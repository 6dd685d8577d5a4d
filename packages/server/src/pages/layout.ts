/** The document around every page: head, skip link, wordmark and landmarks. */

import type { Html } from './html.ts'
import { attributes, html } from './html.ts'
import { favicon, logo } from './logo.ts'
import { messageBoxes } from './message-boxes.ts'
import type { PageProps } from './page.ts'
import { SCRIPT_HREF } from './script.ts'

/** A whole document. */
export type Layout = {
  readonly page: Pick<PageProps, 'look' | 'locale' | 'error'>
  readonly title: string
  /** `ticket`: one card in the middle. `wide`: a page to scroll. */
  readonly shape: 'ticket' | 'wide'
  /** What stands at the end of the wordmark's line. */
  readonly aside?: Html | undefined
  /** Loads the script of passkeys: for pages that are sent with a policy that lets it run. */
  readonly withScript?: boolean | undefined
  /** Where the page leads by itself. */
  readonly leadsTo?: string | undefined
  readonly content: Html
}

/** The document, doctype included. */
export function layout({ page, title, shape, aside, withScript, leadsTo, content }: Layout): Html {
  const { look, locale, error } = page
  const { common } = locale.messages
  // The title is the first thing read out after a reload, so it carries the bad news.
  const fullTitle = `${error ? common.errorTitle(title) : title} · ${look.name}`
  return html`<!doctype html>
    <html lang="${locale.tag}" dir="${locale.direction}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        ${leadsTo !== undefined && html`<meta http-equiv="refresh" content="0;url=${leadsTo}" />`}
        <title>${fullTitle}</title>
        <link rel="icon" href="${favicon(look)}" />
        <link rel="stylesheet" href="${look.stylesheet.href}" />
        ${withScript === true && html`<script type="module" src="${SCRIPT_HREF}"></script>`}
      </head>
      <body ${attributes({ class: `shape-${shape}` })}>
        <a class="skip-link" href="#content">${common.skipToContent}</a>
        <header class="site-header">
          <p class="wordmark">${logo(look)}<bdi>${look.name}</bdi></p>
          ${aside}
        </header>
        <main id="content" tabindex="-1">${content}</main>
      </body>
    </html> `
}

/** A page that is one card: heading, a sentence, messages, the body, and a stub to tear off below. */
export type Ticket = {
  readonly page: PageProps
  readonly title: string
  /** Text, markup, or a sentence in pieces. */
  readonly lead?: unknown
  readonly body?: Html | undefined
  /** Below the perforation: where else to go. */
  readonly stub?: Html | false | undefined
  readonly withScript?: boolean
  /** Where the page leads by itself. */
  readonly leadsTo?: string
}

/** The document of a page that is one card. */
export function ticketPage({ page, title, lead, body, stub, withScript, leadsTo }: Ticket): Html {
  const content = html`<div class="ticket">
    <div class="ticket-body">
      <h1>${title}</h1>
      ${lead !== undefined && html`<p class="lead">${lead}</p>`} ${messageBoxes(page)} ${body}
    </div>
    ${stub && html`<div class="ticket-stub">${stub}</div>`}
  </div>`
  return layout({ page, title, shape: 'ticket', withScript, leadsTo, content })
}
