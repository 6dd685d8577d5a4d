/** How a mail looks: a subject, paragraphs and at most one button, as text and as HTML alike. */

import type { Mail } from './mailer.ts'

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
export function compose(content: Content): Message {
  const { subject, before, button, after } = content
  return {
    subject,
    text: `${[...before, ...(button === null ? [] : [`${button.label}:\n${button.link}`]), ...after].join('\n\n')}\n`,
    html: page(subject, [
      ...before.map(paragraph),
      ...(button === null ? [] : [linkButton(button.label, button.link)]),
      ...after.map(paragraph),
    ]),
  }
}

// Mail programs drop style sheets and scripts, hence the inline styles and the plainest of markup.
function page(title: string, parts: readonly string[]): string {
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head>`,
    '<body style="margin:0;padding:32px 16px;background:#f6f5f2;color:#1d1b16;',
    "font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif\">",
    '<div style="max-width:480px;margin:0 auto;padding:24px 32px;background:#fff;border-radius:12px">',
    `<h1 style="font-size:20px;line-height:1.3;margin:8px 0 16px">${escape(title)}</h1>`,
    ...parts,
    '</div></body></html>',
  ].join('\n')
}

function paragraph(text: string): string {
  return `<p style="margin:0 0 16px">${escape(text)}</p>`
}

function linkButton(label: string, link: string): string {
  const style =
    'display:inline-block;padding:12px 20px;border-radius:8px;background:#1d1b16;color:#fff;text-decoration:none'
  return (
    `<p style="margin:0 0 16px"><a style="${style}" href="${escape(link)}">${escape(label)}</a></p>\n` +
    `<p style="margin:0 0 16px;font-size:13px;word-break:break-all">${escape(link)}</p>`
  )
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
