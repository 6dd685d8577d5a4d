/** `/outbox`, in development only: the mails that would have been sent, newest first. */

import type { OutboxMessages } from '../messages/messages.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { icon } from './icons.ts'
import { layout } from './layout.ts'
import { linksIn, withLinks } from './mail-links.ts'
import type { PageSetting } from './page.ts'
import { PAGE_PATHS } from './paths.ts'
import { strong } from './phrases.ts'
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
export type OutboxProps = PageSetting & {
  readonly nowMs: number
  /** In any order. */
  readonly mails: readonly OutboxMail[]
}

/** The outbox page. */
export function outboxPage(props: OutboxProps): Html {
  const { common, outbox } = props.locale.messages
  const mails = props.mails.toSorted((a, b) => b.sentAtMs - a.sentAtMs)
  return layout({
    page: props,
    title: outbox.title,
    shape: 'wide',
    aside: html`<nav aria-label="${outbox.pages}"><a href="${PAGE_PATHS.signIn}">${common.signIn}</a></nav>`,
    content: html`<div class="column">
      <h1>${outbox.title}</h1>
      <p class="lead">${outbox.what}</p>
      ${mails.length === 0 ? emptyOutbox(props) : mails.map((mail) => mailCard(props, mail))}
    </div>`,
  })
}

function emptyOutbox({ locale }: OutboxProps): Html {
  const { outbox } = locale.messages
  return html`<div class="card empty">
    ${icon('mail')}
    <p class="strong">${outbox.noMail}</p>
    <p>${outbox.howToGetMail}</p>
  </div>`
}

function mailCard({ locale, nowMs }: OutboxProps, mail: OutboxMail): Html {
  const { outbox } = locale.messages
  const links = linksIn(mail.text)
  return html`<article class="card mail">
    <h2><bdi>${mail.subject}</bdi></h2>
    <p class="mail-facts">${outbox.to(strong(mail.to))} ${timeElement(locale, mail.sentAtMs, nowMs)}</p>
    <p class="mail-text" dir="auto">${withLinks(mail.text)}</p>
    ${links.length > 0 && linkButtons(outbox, links)}
  </article>`
}

function linkButtons(outbox: OutboxMessages, links: readonly URL[]): Html {
  const items = links.map(
    (link) =>
      html`<li><a class="button button-secondary" href="${link.href}">${outbox.open(link.pathname)}</a></li>`,
  )
  return html`<ul class="mail-links" role="list" aria-label="${outbox.links}">
    ${items}
  </ul>`
}
