/** The shapes of what the API answers, for its description. A field that the caller may not see is absent. */
import { z } from 'zod';
import { APPROVAL_KINDS } from '../../../domain/approvals/kinds.ts';
import {
  AGENCIES,
  FLAGS,
  OUTCOMES,
  PARTICIPANT_ROLES,
  ROLES,
  STAGES,
  STEPS,
  TASK_KINDS,
  TASK_STATUSES,
} from '../../../domain/process/vocabulary.ts';
import { PROBLEM_NAMES } from '../../problem.ts';

const day = z.string().meta({ format: 'date' });
const londonTime = z.string().meta({ pattern: String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$` });
const instant = z.string().meta({ format: 'date-time' });
const listOf = (name: string, item: z.ZodType) =>
  z.object({
    [name]: z.array(item),
    next: z.string().nullable().meta({ description: 'Cursor of the next page' }),
  });

export const problem = z
  .object({
    type: z.enum(PROBLEM_NAMES.map((name) => `/problems/${name}`)),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    allowedSteps: z.array(z.enum(STEPS)).optional(),
  })
  .meta({ id: 'Problem' });

const participant = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable().optional(),
    roles: z.array(z.enum(PARTICIPANT_ROLES)).optional(),
    agency: z.enum(AGENCIES).nullable(),
    organisation: z.string().nullable().optional(),
    response: z.enum(['attending', 'deputy', 'notAttending']).optional(),
    independence: z.enum(['declared', 'conflict', 'notAvailable']).optional(),
    leftOn: day.optional(),
  })
  .meta({ id: 'Participant' });

const task = z
  .object({
    id: z.string(),
    kind: z.enum(TASK_KINDS),
    owner: z.string().meta({ description: 'A participant, "facilitators" or "administrators"' }),
    dueOn: day.nullable(),
    status: z.enum(TASK_STATUSES),
    about: z.string().optional(),
    childId: z.string().optional(),
    actionId: z.string().optional(),
    doneOn: day.optional(),
    late: z.boolean(),
    overdue: z.boolean(),
  })
  .meta({ id: 'Task' });

const session = z
  .object({
    date: day,
    start: z.string().meta({ description: 'London time, HH:MM' }),
    minutes: z.int(),
    place: z.string().nullable(),
    link: z.string().nullable(),
    heldOn: day.nullable(),
    shortNotice: z.boolean(),
    late: z.boolean(),
    number: z.int(),
  })
  .meta({ id: 'Session' });

const action = z
  .object({
    id: z.string(),
    what: z.string(),
    ownerId: z.string(),
    dueOn: day,
    status: z.enum(['open', 'done', 'notNeeded']),
    successMeasureId: z.string().optional(),
  })
  .meta({ id: 'Action' });

export const caseAnswer = z
  .object({
    reference: z.string().meta({ description: 'Meeting identifier', examples: ['MAS-2026-0001'] }),
    stage: z.enum(STAGES),
    outcome: z.enum(OUTCOMES).nullable(),
    version: z.int(),
    now: londonTime,
    requestedOn: day.optional(),
    acceptedOn: day.nullable().optional(),
    sessionDueOn: day.nullable().optional(),
    session: session.nullable().optional(),
    reviewOn: day.nullable().optional(),
    followUpDueOn: day.nullable().optional(),
    flags: z.array(z.enum(FLAGS)).optional(),
    participants: z.array(participant).optional(),
    children: z.array(z.object({ id: z.string(), subject: z.boolean(), path: z.string() })).optional(),
    tasks: z.array(task).optional(),
    actions: z.array(action).optional(),
    successMeasures: z.array(z.object({ id: z.string(), text: z.string() })).optional(),
    allowedSteps: z.array(z.enum(STEPS)).optional(),
    request: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'What the caller may see of the request' }),
    links: z.object({ temporal: z.string().optional() }).optional(),
  })
  .meta({ id: 'Case' });

export const caseList = listOf('cases', caseAnswer);
export const taskList = listOf('tasks', task.extend({ reference: z.string() }));

export const answerList = z.object({
  answers: z.array(
    z.object({
      id: z.string(),
      step: z.enum(STEPS),
      by: z.string(),
      onBehalfOf: z.string().optional().meta({ description: 'The administrator who typed it' }),
      receivedOn: day.optional(),
      how: z.string().optional(),
      at: instant,
      formVersion: z.int(),
      version: z.int(),
      takenBackAt: instant
        .optional()
        .meta({ description: 'Since when it does not count: its step was recorded by mistake' }),
      body: z.record(z.string(), z.unknown()),
    }),
  ),
});

export const timeline = listOf(
  'entries',
  z.object({
    at: instant,
    kind: z.enum(['step', 'stage', 'task', 'reminder', 'escalation', 'email']),
    step: z.enum(STEPS).optional(),
    by: z.string().optional(),
    text: z.string(),
  }),
);

export const keptFile = z.object({ id: z.string(), name: z.string(), size: z.int() });

export const facilitator = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.string().nullable(),
    organisation: z.string().nullable(),
    agency: z.enum(AGENCIES).nullable(),
    telephone: z.string().optional(),
    active: z.boolean(),
  })
  .meta({ id: 'Facilitator' });
export const facilitatorList = listOf('facilitators', facilitator);

export const approval = z
  .object({
    id: z.string(),
    reference: z.string().optional(),
    kind: z.enum(APPROVAL_KINDS),
    title: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
    why: z.string(),
    proposedBy: z.string().meta({ description: 'A name, or "service"' }),
    proposedAt: instant,
    decision: z.enum(['approved', 'refused', 'withdrawn']).nullable(),
    mayDecide: z.boolean().optional().meta({ description: 'Whether the caller may approve or refuse it' }),
    decidedBy: z.string().optional(),
    decidedAt: instant.optional(),
    note: z.string().optional(),
    outcome: z.string().nullable().meta({ description: 'What was done; null until it is' }),
    effect: z
      .array(z.string())
      .optional()
      .meta({ description: 'What approving it would do now, where one is read' }),
    noLongerFits: z.string().optional().meta({ description: 'Why it could not be approved now' }),
  })
  .meta({ id: 'Approval' });
export const approvalList = z.object({ approvals: z.array(approval) });

export const hold = z
  .object({
    hold: z.object({ why: z.string(), setBy: z.string(), setAt: instant }).nullable(),
    keptUntil: day
      .nullable()
      .meta({ description: 'Null where nothing is set for its outcome, or it is open' }),
  })
  .meta({ id: 'Hold' });
export const retention = z
  .object({
    months: z
      .partialRecord(z.enum(OUTCOMES), z.int())
      .meta({ description: 'An outcome that is left out is kept for ever' }),
  })
  .meta({ id: 'Retention' });
export const closure = z.object({ date: day, why: z.string() }).meta({ id: 'Closure' });
export const closureList = z.object({ closures: z.array(closure) });

export const trackerList = listOf(
  'entries',
  z.object({
    quarter: z.string().meta({ examples: ['2026-Q1'] }),
    summary: z.string(),
    keyLearning: z.array(z.string()),
    themes: z.array(z.string()),
  }),
);
export const learningList = listOf(
  'entries',
  z.object({
    reference: z.string(),
    recordedOn: day,
    theme: z.string(),
    learning: z.string(),
    scope: z.string(),
    new: z.boolean(),
    forStatutoryPartners: z.boolean(),
    actions: z.array(z.object({ what: z.string(), by: day.optional() })),
  }),
);

export const policy = z.looseObject({ version: z.int() });
export const me = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  roles: z.array(z.enum(ROLES)),
});
export const advanced = z.object({ now: londonTime });
