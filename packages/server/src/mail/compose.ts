/** How a mail looks: whom it is from, a subject, paragraphs and at most one button, as text and as HTML alike. */

import { hexOf, readColor } from '@coatcheck/core/protocol'
import type { Look } from '../appearance/look.ts'
import type { Mail } from './mailer.ts'
import type { MailSetting } from './mail-setting.ts'

/** A mail without its recipient. */
export type Message = Omit<Mail, 'to'>

/** What a mail says. */
export type Content = {
  readonly subject: string
  /** Paragraphs before the button. */
  readonly before: readonly string[]
  readonly button: { readonly label: string; readonly link: string } | null
  /** Paragraphs after it. */
  readonly after: readonly string[]
}

/** Writes it as text and as HTML. */
export function compose(setting: MailSetting, content: Content): Message {
  const { subject, before, button, after } = content
  const style = styleOf(setting)
  const link = button === null ? [] : [`${button.label}\n${button.link}`]
  const from = `${setting.look.name}\n${setting.url}`
  return {
    subject,
    text: `${[...before, ...link, ...after, from].join('\n\n')}\n`,
    html: page(setting, style, subject, [
      ...before.map(paragraph),
      ...(button === null ? [] : [linkButton(style, button.label, button.link)]),
      ...after.map(paragraph),
    ]),
  }
}

/** The values that stand in the markup: mail programs know neither variables nor the younger ways to write a colour. */
type Style = {
  readonly page: string
  readonly surface: string
  readonly ink: string
  readonly inkSoft: string
  readonly accent: string
  readonly accentInk: string
  readonly font: string
  readonly radius: string
  readonly direction: 'ltr' | 'rtl'
}

function styleOf({ look, locale }: MailSetting): Style {
  const { page, surface, ink, inkSoft, accent, accentInk } = look.palettes.light
  return {
    page: hex(page),
    surface: hex(surface),
    ink: hex(ink),
    inkSoft: hex(inkSoft),
    accent: hex(accent),
    accentInk: hex(accentInk),
    font: look.font,
    radius: look.radius,
    direction: locale.direction,
  }
}

function hex(text: string): string {
  const color = readColor(text)
  return color === null ? text : hexOf(color)
}

// Mail programs drop style sheets and scripts, hence the inline styles and the plainest of markup. Some drop <html>
// too: the language and its direction stand on what is within it once more.
function page(
  { look, locale, url }: MailSetting,
  style: Style,
  title: string,
  parts: readonly string[],
): string {
  const { ink, inkSoft, surface, radius } = style
  const language = `lang="${escape(locale.tag)}" dir="${style.direction}"`
  const around = `margin:0;padding:32px 16px;background:${style.page};color:${ink};font-size:16px;line-height:1.5;font-family:${style.font}`
  const card = `max-width:480px;margin:0 auto;padding:24px 32px;background:${surface};border-radius:${radius}`
  return [
    '<!doctype html>',
    `<html ${language}><head><meta charset="utf-8"><meta name="color-scheme" content="light"><title>${escape(title)}</title></head>`,
    `<body style="${escape(around)}">`,
    `<div ${language} style="${escape(around)}">`,
    `<div style="${escape(card)}">`,
    `<p style="margin:0 0 16px;font-weight:bold">${logo(look, url)}${escape(look.name)}</p>`,
    `<h1 style="font-size:20px;line-height:1.3;margin:8px 0 16px">${escape(title)}</h1>`,
    ...parts,
    '</div>',
    `<p style="max-width:480px;margin:16px auto 0;padding:0 32px;color:${inkSoft};font-size:13px">${escape(look.name)}<br>`,
    `<bdi dir="ltr">${escape(url)}</bdi></p>`,
    '</div></body></html>',
  ].join('\n')
}

/** The logo, at an address that is good outside of the server's own pages; decorative, since the name stands beside it. */
function logo({ logo: address }: Look, url: string): string {
  if (address === null) return ''
  const source = escape(address.startsWith('/') ? url + address : address)
  return `<img src="${source}" alt="" height="32" style="height:32px;max-width:160px;vertical-align:middle"> `
}

function paragraph(text: string): string {
  return `<p style="margin:0 0 16px">${escape(text)}</p>`
}

function linkButton({ accent, accentInk, radius, direction }: Style, label: string, link: string): string {
  const button = `display:inline-block;padding:12px 20px;border-radius:${radius};background:${accent};color:${accentInk};text-decoration:none`
  const start = direction === 'ltr' ? 'left' : 'right'
  return (
    `<p style="margin:0 0 16px"><a style="${button}" href="${escape(link)}">${escape(label)}</a></p>\n` +
    `<p dir="ltr" style="margin:0 0 16px;font-size:13px;word-break:break-all;text-align:${start}">${escape(link)}</p>`
  )
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
