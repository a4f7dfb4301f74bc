/** Files of a case: sent by whoever may do a step that takes one, fetched by whoever may read the answer. */
import { z } from 'zod';
import { idempotencyScope, onceOnly } from '../../middleware/idempotency.ts';
import { invalid } from '../../problem.ts';
import type { Services } from '../../services.ts';
import { enterCase } from '../case-view.ts';
import type { CaseSeen } from '../case-view.ts';
import { reads, resource } from '../resource.ts';
import type { Call, Reply, Route } from '../resource.ts';
import { readQuery } from '../shape.ts';
import { fetched, findFile } from './fetch-file.ts';
import { accepted, acceptedKind, keptFile, requireUpload } from './keep-file.ts';
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

async function keepFile(services: Services, call: Call, seen: CaseSeen): Promise<Reply> {
  const { records } = services;
  const { req, person } = call;
  const { reference } = seen.record.state;
  const upload = await readUpload(req);
  const kind = 'file' in upload ? await acceptedKind(upload.file) : null;
  const idempotency = idempotencyScope(req, 'file' in upload ? uploadHash(upload.file) : null);
  requireUpload(seen, person);
  readQuery(req);
  if ('fault' in upload) throw invalid([{ field: 'file', message: upload.fault }]);
  const file = accepted(upload.file, kind);
  return onceOnly(records, idempotency, async () => {
    const kept = await keptFile(records, reference, person, file);
    return { status: 201, headers: { Location: `/v1/cases/${reference}/files/${kept.id}` }, body: kept };
  });
}
