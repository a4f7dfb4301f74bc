import type { Express } from 'express';
import { answeredAs } from '../middleware/request-log.ts';
import { notFound } from '../problem.ts';
import type { Assets } from './assets.ts';

/** Browsers keep them for good: another release has another address. */
export function setUpAssets(app: Express, { version, files }: Assets): void {
  app.get('/assets/:version/:name', (req, res) => {
    answeredAs(req, '/assets/:version/:name');
    const { name } = req.params;
    const asset = req.params.version === version ? files.get(name) : undefined;
    if (asset === undefined) throw notFound();
    res.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    res.type(asset.type).send(asset.content);
  });
}
