/** `/outbox`, in development only: the mails that would have been sent, newest first. */

import type { Html } from './html.ts'
import { html } from './html.ts'
import { icon } from './icons.ts'
import { layout } from './layout.ts'
import { linksIn, withLinks } from './mail-links.ts'
import { PAGE_PATHS } from './paths.ts'
import { timeElement } from './time.ts'

/** A mail that was sent. */
export type OutboxMail = {
  readonly to: string
  readonly subject: string
  /** Plain text; its http and https addresses become links. */
  readonly text: string
  readonly sentAtMs: number
}

/** What the outbox shows. */
export type OutboxProps = {
  readonly appName?: string | undefined
  readonly nowMs: number
  /** In any order. */
  readonly mails: readonly OutboxMail[]
}

/** The outbox page. */
export function outboxPage(props: OutboxProps): Html {
  const mails = props.mails.toSorted((a, b) => b.sentAtMs - a.sentAtMs)
  return layout({
    page: props,
    title: 'Outbox',
    shape: 'wide',
    aside: html`<nav aria-label="Pages"><a href="${PAGE_PATHS.signIn}">Sign in</a></nav>`,
    content: html`<div class="column">
      <h1>Outbox</h1>
      <p class="lead">
        Mails stay here while the server runs in development: none of them left this machine.
      </p>
      ${mails.length === 0 ? emptyOutbox() : mails.map((mail) => mailCard(mail, props.nowMs))}
    </div>`,
  })
}

function emptyOutbox(): Html {
  return html`<div class="card empty">
    ${icon('mail')}
    <p class="strong">No mail yet</p>
    <p>Reset a password or verify an address, then reload this page.</p>
  </div>`
}

function mailCard(mail: OutboxMail, nowMs: number): Html {
  const links = linksIn(mail.text)
  return html`<article class="card mail">
    <h2><bdi>${mail.subject}</bdi></h2>
    <p class="mail-facts">To <bdi class="strong">${mail.to}</bdi> ${timeElement(mail.sentAtMs, nowMs)}</p>
    <p class="mail-text" dir="auto">${withLinks(mail.text)}</p>
    ${links.length > 0 && linkButtons(links)}
  </article>`
}

function linkButtons(links: readonly URL[]): Html {
  const items = links.map(
    (link) => html`<li><a class="button button-secondary" href="${link.href}">Open ${link.pathname}</a></li>`,
  )
  return html`<ul class="mail-links" role="list" aria-label="Links in this mail">
    ${items}
  </ul>`
}
