/** How every email looks: the same words as text and as HTML. */
import type { Block, Row } from './blocks.ts';
import type { RenderedEmail } from './email.ts';

interface Letter {
  /** Above everything: which service, and of a case which. */
  readonly heading: string;
  readonly subject: string;
  /** What it is about, in a line. */
  readonly title: string;
  readonly body: readonly Block[];
  readonly link: { readonly text: string; readonly url: string } | null;
  readonly closing: string;
}

export function letter({ heading, subject, title, body, link, closing }: Letter): RenderedEmail {
  return {
    subject,
    text: [
      heading,
      title,
      ...body.map(blockInText),
      ...(link === null ? [] : [`${link.text}:\n${link.url}`]),
      closing,
      '',
    ].join('\n\n'),
    html: [
      '<!DOCTYPE html>',
      '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
      `<title>${escape(subject)}</title></head>`,
      '<body style="margin:0;padding:24px 16px;background-color:#ffffff;color:#0b0c0c;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5">',
      '<div style="max-width:600px">',
      `<p style="margin:0 0 8px;color:#484949">${escape(heading)}</p>`,
      `<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${escape(title)}</h1>`,
      ...body.map(blockInHtml),
      ...(link === null
        ? []
        : [
            `<p style="margin:24px 0"><a href="${escape(link.url)}" style="color:#1a65a6;font-weight:bold">${escape(link.text)}</a></p>`,
          ]),
      `<p style="margin:0;color:#484949;font-size:14px">${escape(closing)}</p>`,
      '</div></body></html>',
      '',
    ].join('\n'),
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
