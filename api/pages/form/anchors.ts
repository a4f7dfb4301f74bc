/** Where on the page a fault belongs. */
import type { Fault } from '../../../domain/forms/index.ts';

/** The id of what surrounds all fields. */
const WHOLE_FORM = 'form';

/** The id of what is shown for each path of the body, in the order of the page. */
export type Anchors = ReadonlyMap<string, string>;

export interface FaultOnPage {
  readonly fault: Fault;
  readonly anchor: string;
}

/** Every fault at its field; at what surrounds it where the field is not on the page. In the order of the page. */
export function faultsOnPage(anchors: Anchors, faults: readonly Fault[]): readonly FaultOnPage[] {
  const order = [...new Set(anchors.values())];
  const placed = faults.map((fault) => ({ fault, anchor: anchorOf(anchors, fault.field) }));
  return placed.sort((one, other) => order.indexOf(one.anchor) - order.indexOf(other.anchor));
}

function anchorOf(anchors: Anchors, field: string): string {
  for (let path = field; path !== ''; path = outside(path)) {
    const anchor = anchors.get(path);
    if (anchor !== undefined) return anchor;
  }
  return anchors.get('') ?? WHOLE_FORM;
}

/** `a.b[2]` of `a.b[2].c`, `a.b` of `a.b[2]`. */
function outside(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['), 0));
}
