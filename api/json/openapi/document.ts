/** The OpenAPI 3.1 description, made from the schemas that check what is sent. */
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { createDocument } from 'zod-openapi';
import { formSchema } from '../../../domain/forms/index.ts';
import { CASE_STEPS, STEP_TABLE } from '../../../domain/process/steps.ts';
import type { StepId } from '../../../domain/process/vocabulary.ts';
import { advance } from '../../moving-clock.ts';
import { answersQuery, timelineQuery } from '../answers.ts';
import { approvalDecision, approvalQuery, newApproval } from '../approvals.ts';
import { caseListQuery, caseSearch } from '../cases.ts';
import { newClosure } from '../closures.ts';
import { newHold } from '../keeping.ts';
import { facilitatorChange, newFacilitator, pageQuery } from '../facilitators.ts';
import { logQuery } from '../logs.ts';
import { taskListQuery } from '../tasks.ts';
import * as answers from './answers.ts';
import { WITH_BODY, operation } from './operation.ts';

const reference = z.string().meta({ description: 'Meeting identifier', examples: ['MAS-2026-0001'] });
const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/)
  .optional();
const etag = z.string().meta({ description: '`"<version>"` of the case' });

const onCase = z.object({ reference });
const onceOnly = z.object({ 'Idempotency-Key': idempotencyKey });

function stepPaths(): ZodOpenApiPathsObject {
  const described = (step: StepId) => ({
    operationId: step,
    summary: STEP_TABLE[step].title,
    description: STEP_TABLE[step].purpose,
    body: formSchema(step),
    answer: answers.caseAnswer,
  });
  const steps = CASE_STEPS.map((step) => [
    `/v1/cases/{reference}/steps/${step}`,
    {
      post: operation({
        ...described(step),
        path: onCase,
        headers: onceOnly.extend({
          'If-Match': z.string().optional().meta({ description: 'Version that the case must have' }),
        }),
        answerHeaders: z.object({ ETag: etag }),
        refusals: [403, 409, 412],
      }),
    },
  ]);
  return {
    '/v1/requests': {
      post: operation({
        ...described('submitRequest'),
        headers: onceOnly,
        status: '201',
        answerHeaders: z.object({ ETag: etag, Location: z.string() }),
        refusals: [403],
      }),
    },
    ...(Object.fromEntries(steps) as ZodOpenApiPathsObject),
  };
}

function casePaths(): ZodOpenApiPathsObject {
  const upload = {
    required: true,
    content: {
      'multipart/form-data': {
        schema: z.object({
          file: z.string().meta({ format: 'binary', description: 'pdf, docx, odt or txt; 20 MB' }),
        }),
      },
    },
  };
  const file = { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } };
  const sends = operation({
    operationId: 'sendFile',
    summary: 'Send a file',
    path: onCase,
    headers: onceOnly,
    answer: answers.keptFile,
    status: '201',
    refusals: [...WITH_BODY, 403],
  });
  const fetches = operation({
    operationId: 'fetchFile',
    summary: 'Fetch a file',
    path: onCase.extend({ id: z.string() }),
  });
  return {
    '/v1/cases': {
      get: operation({
        operationId: 'listCases',
        summary: 'Cases, newest first',
        query: caseListQuery,
        answer: answers.caseList,
      }),
    },
    '/v1/cases/search': {
      post: operation({
        operationId: 'searchCases',
        summary: 'Cases by a child’s surname or date of birth',
        headers: onceOnly,
        body: caseSearch,
        answer: answers.caseList,
        refusals: [403],
      }),
    },
    '/v1/cases/{reference}': {
      get: operation({
        operationId: 'readCase',
        summary: 'A case',
        path: onCase,
        answer: answers.caseAnswer,
        answerHeaders: z.object({ ETag: etag }),
      }),
    },
    '/v1/cases/{reference}/answers': {
      get: operation({
        operationId: 'readAnswers',
        summary: 'Answers to the forms, newest first',
        path: onCase,
        query: answersQuery,
        answer: answers.answerList,
      }),
    },
    '/v1/cases/{reference}/timeline': {
      get: operation({
        operationId: 'readTimeline',
        summary: 'What happened, oldest first',
        path: onCase,
        query: timelineQuery,
        answer: answers.timeline,
      }),
    },
    '/v1/cases/{reference}/approvals': {
      post: operation({
        operationId: 'proposeApproval',
        summary: 'Propose a repair that a second person decides',
        path: onCase,
        headers: onceOnly,
        body: newApproval,
        answer: answers.approval,
        status: '201',
        refusals: [403, 409],
      }),
    },
    '/v1/cases/{reference}/hold': {
      get: operation({
        operationId: 'readHold',
        summary: 'The legal hold on a case, and until when it is kept',
        path: onCase,
        answer: answers.hold,
        refusals: [403],
      }),
      post: operation({
        operationId: 'setHold',
        summary: 'Set a legal hold',
        path: onCase,
        headers: onceOnly,
        body: newHold,
        answer: answers.hold,
        status: '201',
        refusals: [403, 409],
      }),
    },
    '/v1/retention': {
      get: operation({
        operationId: 'readRetention',
        summary: 'How many months closed cases are kept, by outcome',
        answer: answers.retention,
        refusals: [403],
      }),
    },
    '/v1/cases/{reference}/files': { post: { ...sends, requestBody: upload } },
    '/v1/cases/{reference}/files/{id}': {
      get: {
        ...fetches,
        responses: {
          ...fetches.responses,
          '200': { description: 'The file, as an attachment', content: file },
        },
      },
    },
    '/v1/tasks': {
      get: operation({
        operationId: 'listTasks',
        summary: 'Open tasks, soonest due first',
        query: taskListQuery,
        answer: answers.taskList,
      }),
    },
  };
}

function partnershipPaths(): ZodOpenApiPathsObject {
  return {
    '/v1/facilitators': {
      get: operation({
        operationId: 'listFacilitators',
        summary: 'The list of facilitators',
        query: pageQuery,
        answer: answers.facilitatorList,
        refusals: [403],
      }),
      post: operation({
        operationId: 'addFacilitator',
        summary: 'Put somebody on the list',
        headers: onceOnly,
        body: newFacilitator,
        answer: answers.facilitator,
        status: '201',
        refusals: [403, 409],
      }),
    },
    '/v1/facilitators/{id}': {
      patch: operation({
        operationId: 'changeFacilitator',
        summary: 'Whether a facilitator can be appointed',
        path: z.object({ id: z.string() }),
        body: facilitatorChange,
        answer: answers.facilitator,
        refusals: [403],
      }),
    },
    '/v1/calendar/closures': {
      get: operation({
        operationId: 'listClosures',
        summary: 'Local closures',
        answer: answers.closureList,
        refusals: [403],
      }),
      post: operation({
        operationId: 'addClosure',
        summary: 'Close on a date',
        headers: onceOnly,
        body: newClosure,
        answer: answers.closure,
        status: '201',
        refusals: [403, 409],
      }),
    },
    '/v1/calendar/closures/{date}': {
      delete: operation({
        operationId: 'removeClosure',
        summary: 'Work on a date after all',
        path: z.object({ date: z.string().meta({ format: 'date' }) }),
        status: '204',
        refusals: [403],
      }),
    },
    '/v1/approvals': {
      get: operation({
        operationId: 'listApprovals',
        summary: 'What waits for a second person, oldest first; or what was decided, newest first',
        query: approvalQuery,
        answer: answers.approvalList,
        refusals: [403],
      }),
    },
    '/v1/approvals/{id}': {
      get: operation({
        operationId: 'readApproval',
        summary: 'A proposal, and what approving it would do now',
        path: z.object({ id: z.string() }),
        answer: answers.approval,
        refusals: [403],
      }),
      post: operation({
        operationId: 'decideApproval',
        summary: 'Approve or refuse what somebody else proposed, or withdraw what one proposed oneself',
        path: z.object({ id: z.string() }),
        headers: onceOnly,
        body: approvalDecision,
        answer: answers.approval,
        refusals: [403, 409],
      }),
    },
    '/v1/tracker': {
      get: operation({
        operationId: 'readTracker',
        summary: 'The tracker',
        query: logQuery,
        answer: answers.trackerList,
        refusals: [403],
      }),
    },
    '/v1/learning': {
      get: operation({
        operationId: 'readLearning',
        summary: 'The learning log',
        query: logQuery,
        answer: answers.learningList,
        refusals: [403],
      }),
    },
    '/v1/policy': {
      get: operation({ operationId: 'readPolicy', summary: 'The policy in force', answer: answers.policy }),
    },
    '/v1/me': { get: operation({ operationId: 'readMe', summary: 'The caller', answer: answers.me }) },
  };
}

/** @param installation the training calls are described in a training installation only */
export function openApiDocument(installation: 'training' | 'live') {
  const training: ZodOpenApiPathsObject = {
    '/v1/training/cases/{reference}/advance': {
      post: operation({
        operationId: 'advanceClock',
        summary: 'Move this case’s clock forward',
        path: onCase,
        headers: onceOnly,
        body: advance,
        answer: answers.advanced,
        refusals: [403, 409],
      }),
    },
  };
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Multi-agency supervision',
      version: '1',
      description:
        'Requests for multi-agency supervision, from the request to the follow-up six months after the session.',
    },
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    paths: {
      ...stepPaths(),
      ...casePaths(),
      ...partnershipPaths(),
      ...(installation === 'training' ? training : {}),
    },
  });
}
