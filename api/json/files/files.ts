/** Files of a case: sent by whoever may do a step that takes one, fetched by whoever may read the answer. */
import { z } from 'zod';
import { mayUpload } from '../../../domain/access/index.ts';
import { allowedSteps } from '../../../domain/case/index.ts';
import { idempotencyScope, onceOnly } from '../../middleware/idempotency.ts';
import { Problem, invalid } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { actorOf, enterCase } from '../case-view.ts';
import type { CaseSeen } from '../case-view.ts';
import { forbidden } from '../forbid.ts';
import { reads, resource } from '../resource.ts';
import type { Call, Reply, Route } from '../resource.ts';
import { readQuery } from '../shape.ts';
import { fetched, findFile } from './fetch-file.ts';
import { FILE_KINDS, hasKnownEnding, kindOf, nameAgrees } from './file-kind.ts';
import type { FileKind } from './file-kind.ts';
import { readUpload, uploadHash } from './multipart.ts';

export function fileRoutes(services: Services): Route[] {
  return [
    resource('/v1/cases/:reference/files', (call) => enterCase(services, call), {
      POST: (call, seen) => keepFile(services, call, seen),
    }),
    resource('/v1/cases/:reference/files/:id', (call) => findFile(services, call), {
      GET: reads({
        query: z.strictObject({}),
        answer: async (call, found) => {
          const { headers, content } = await fetched(services, call, found);
          return { status: 200, headers, body: content };
        },
      }),
    }),
  ];
}

async function keepFile(services: Services, call: Call, { record, viewer }: CaseSeen): Promise<Reply> {
  const { records } = services;
  const { req, person } = call;
  const { state, now } = record;
  const upload = await readUpload(req);
  const kind = 'file' in upload ? await acceptedKind(upload.file.name, upload.file.content) : null;
  const idempotency = idempotencyScope(req, 'file' in upload ? uploadHash(upload.file) : null);
  if (!mayUpload(state, viewer, allowedSteps(state, actorOf(person), now))) {
    throw forbidden('No step that takes a file is open to you now.');
  }
  readQuery(req);
  if ('fault' in upload) throw invalid([{ field: 'file', message: upload.fault }]);
  const { name, content } = upload.file;
  if (kind === null) throw invalid([{ field: 'file', message: 'The file is empty' }]);
  if (!nameAgrees(name, kind)) {
    throw invalid([
      { field: 'file', message: `Its content is ${kind}, and its name does not end in .${kind}` },
    ]);
  }
  return onceOnly(records, idempotency, async () => {
    const file = { reference: state.reference, sentBy: person.id, name, type: FILE_KINDS[kind], content };
    const kept = await records.keepFile(file);
    const location = `/v1/cases/${state.reference}/files/${kept.id}`;
    return { status: 201, headers: { Location: location }, body: kept };
  });
}

/** @returns null for an empty file. @throws {Problem} 415 where its content is none that is taken; 413 where it would unpack too large. */
async function acceptedKind(name: string, content: Buffer): Promise<FileKind | null> {
  if (content.length === 0) return null;
  const { kind } = await kindOf(content);
  if (kind === 'unpacksTooLarge')
    throw new Problem('too-large', 'This document is too large when it is opened.');
  // Any text looks like plain text: what is named as something else is something else.
  if (kind === 'other' || (kind === 'txt' && !hasKnownEnding(name))) {
    throw new Problem(
      'unsupported-media-type',
      'Send a PDF, a Word document (docx), an OpenDocument text (odt) or plain text (txt, in UTF-8).',
    );
  }
  return kind;
}
