import type { RequestAnswers } from './request.ts';

/** The children of a request: the child first, always a subject of the session, then brothers and sisters. */
export function childrenOf(request: RequestAnswers): { readonly path: string; readonly subject: boolean }[] {
  return [
    { path: 'child', subject: true },
    ...request.siblings.map((sibling, place) => ({
      path: `siblings[${place}]`,
      subject: sibling.alsoSubject === true,
    })),
  ];
}
