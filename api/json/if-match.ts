import type { Request } from 'express';

/** No case has this version. */
const NONE = -1;

/**
 * The version that `If-Match` asks for; null where any will do (no header, or `*`). Of a list the one that the case has;
 * a weak tag, or what is no tag at all, matches nothing (RFC 9110, 13.1.1).
 */
export function versionAsked(req: Request, current: number): number | null {
  const given = req.headers['if-match']?.trim();
  if (given === undefined || given === '*') return null;
  const versions = given.split(',').flatMap((tag) => {
    const version = /^"(\d{1,9})"$/.exec(tag.trim())?.[1];
    return version === undefined ? [] : [Number(version)];
  });
  return versions.includes(current) ? current : (versions[0] ?? NONE);
}
