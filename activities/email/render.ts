/** Makes an email out of its kind and data: subject, text and HTML of the same words, and the calendar file. */
import type { Block, Row } from './blocks.ts';
import { calendarFileOf } from './calendar-file.ts';
import type { EmailSettings, EmailToRender, RenderedEmail } from './email.ts';
import { wordsOf } from './words.ts';

const CLOSING =
  'You will be asked to sign in. To protect the child and family, this email names nobody. Please do not reply to it with anything about them.';

/** The same email, byte for byte, whenever it is made again from the same outbox entry. */
export function renderEmail(email: EmailToRender, settings: EmailSettings): RenderedEmail {
  const words = wordsOf(email.kind, email.data);
  const heading = `Multi-agency supervision ${email.reference}`;
  const subject = `${email.reference}: ${words.subject}`;
  const opening = `Open case ${email.reference}`;
  const url = `${settings.publicUrl.replace(/\/+$/, '')}/cases/${encodeURIComponent(email.reference)}`;
  const calendar = calendarFileOf(email, url, settings);
  return {
    subject,
    text: [heading, words.subject, ...words.body.map(blockInText), `${opening}:\n${url}`, CLOSING, ''].join(
      '\n\n',
    ),
    html: [
      '<!DOCTYPE html>',
      '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
      `<title>${escape(subject)}</title></head>`,
      '<body style="margin:0;padding:24px 16px;background-color:#ffffff;color:#0b0c0c;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5">',
      '<div style="max-width:600px">',
      `<p style="margin:0 0 8px;color:#484949">${escape(heading)}</p>`,
      `<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${escape(words.subject)}</h1>`,
      ...words.body.map(blockInHtml),
      `<p style="margin:24px 0"><a href="${escape(url)}" style="color:#1a65a6;font-weight:bold">${escape(opening)}</a></p>`,
      `<p style="margin:0;color:#484949;font-size:14px">${escape(CLOSING)}</p>`,
      '</div></body></html>',
      '',
    ].join('\n'),
    ...(calendar === null ? {} : { calendar }),
  };
}

function blockInText(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return block.text;
    case 'list':
      return block.items.map((item) => `- ${item}`).join('\n');
    case 'details':
      return block.rows.map(({ label, value }) => `${label}: ${value}`).join('\n');
  }
}

function blockInHtml(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return `<p style="margin:0 0 16px">${escape(block.text)}</p>`;
    case 'list':
      return `<ul style="margin:0 0 16px;padding-left:24px">${block.items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;
    case 'details':
      return `<p style="margin:0 0 16px">${block.rows.map(rowInHtml).join('<br>\n')}</p>`;
  }
}

function rowInHtml({ label, value, href }: Row): string {
  const shown =
    href === null ? escape(value) : `<a href="${escape(href)}" style="color:#1a65a6">${escape(value)}</a>`;
  return `<strong>${escape(label)}:</strong> ${shown}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
