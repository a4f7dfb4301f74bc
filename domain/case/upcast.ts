/**
 * Events as they were stored, read as this release knows them: docs/upgrading.md. Events are never rewritten, so every
 * shape that any release ever stored is read here, and nowhere else.
 */
import type { EventBody } from './events.ts';

type EventType = EventBody['type'];
/** Fills in what the shape of an earlier release lacks. What it is given is one of its type, of any release. */
type Upcaster = (stored: object) => object;

/** Its shape never changed. */
const asItIs: Upcaster = (stored) => stored;

/**
 * Every type of event that was ever stored. A type never leaves this list, never changes its meaning and never loses a
 * field; a field that is added later is filled in here for the events stored before. Anything else is a new type.
 */
const SHAPES: Readonly<Record<EventType, Upcaster>> = {
  requestSubmitted: asItIs,
  stepTaken: asItIs,
  accepted: asItIs,
  returned: asItIs,
  requestAmended: asItIs,
  leadProfessionalTold: asItIs,
  leadProfessionalChanged: asItIs,
  requesterChanged: asItIs,
  stageEntered: asItIs,
  tasksOpened: asItIs,
  tasksEnded: asItIs,
  tasksDated: asItIs,
  tasksMoved: asItIs,
  participantJoined: asItIs,
  participantChanged: asItIs,
  participantLeft: asItIs,
  sessionScheduled: asItIs,
  sessionChanged: asItIs,
  sessionPutOff: asItIs,
  sessionEnded: asItIs,
  sessionHeld: asItIs,
  actionChanged: asItIs,
  reviewDated: asItIs,
  planChangesNamed: asItIs,
  followUpOpened: asItIs,
  flagged: asItIs,
  riskRaised: asItIs,
  remindersGiven: asItIs,
  escalated: asItIs,
  sessionDueReminded: asItIs,
  eveReminded: asItIs,
  datePutRight: asItIs,
  stepTakenBack: asItIs,
};

/** Every type of event, in the order in which they came to be known. */
export const EVENT_TYPES: readonly EventType[] = Object.keys(SHAPES).filter(isKnown);

/**
 * One stored event as today's.
 * @throws where it is of a type that this release does not know: one of a later release, read after a return to this.
 */
export function upcast(stored: unknown): EventBody {
  const type = typeof stored === 'object' && stored !== null && 'type' in stored ? stored.type : undefined;
  if (typeof stored !== 'object' || stored === null || !isKnown(type)) {
    throw new Error('An event is of a type that this release does not know: was it stored by a later one?');
  }
  // The edge: of its type, and brought to its newest shape.
  return SHAPES[type](stored) as EventBody;
}

function isKnown(type: unknown): type is EventType {
  return typeof type === 'string' && Object.hasOwn(SHAPES, type);
}
