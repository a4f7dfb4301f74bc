/**
 * Every figure that API and worker give to Prometheus: the single source of what is measured, of the reference in docs/
 * and of when somebody is to be called. Names and units are Prometheus' own conventions. Labels are ids, enumerated words
 * and route patterns only: never a reference, a person or anything that is typed.
 */
export interface MetricEntry {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** Which processes give it. `everywhere`: of the whole installation, the same from each API process. */
  readonly from: 'api' | 'worker' | 'both' | 'everywhere';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper ends in seconds, of a histogram. */
  readonly buckets?: readonly number[];
  /** When it calls for somebody, and what that means; null where it only explains. */
  readonly alarm: { readonly when: string; readonly means: string } | null;
}

const QUICK = [0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1, 2, 5];
const PATIENT = [0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400];

export const METRIC_TABLE = {
  steps: {
    name: 'mas_steps_total',
    kind: 'counter',
    from: 'api',
    help: 'Steps by id and result: taken, the name of the problem, or failed',
    labels: ['step', 'result'],
    alarm: {
      when: 'rate(mas_steps_total{result=~"failed|unavailable"}[5m]) > 0',
      means: 'Steps that people give are not stored. See the log by request id, then the database.',
    },
  },
  refusals: {
    name: 'mas_refusals_total',
    kind: 'counter',
    from: 'api',
    help: 'Calls refused, by route pattern and status',
    labels: ['route', 'status'],
    alarm: {
      when: 'sum(rate(mas_refusals_total{status=~"5.."}[5m])) > 0.05',
      means: 'The service itself fails: 503 is a database away or overloaded, 500 a fault of ours.',
    },
  },
  requests: {
    name: 'mas_request_duration_seconds',
    kind: 'histogram',
    from: 'api',
    help: 'Duration of calls by method, route pattern and status',
    labels: ['method', 'route', 'status'],
    buckets: QUICK,
    alarm: {
      when: 'histogram_quantile(0.95, sum by (le) (rate(mas_request_duration_seconds_bucket[5m]))) > 1',
      means: 'People wait. Look at the database’s time below, then at the event loop of the API.',
    },
  },
  signIns: {
    name: 'mas_sign_ins_total',
    kind: 'counter',
    from: 'api',
    help: 'Attempts to sign in by result: signedIn, or why refused',
    labels: ['result'],
    alarm: {
      when: 'sum(rate(mas_sign_ins_total{result!="signedIn"}[15m])) * 900 > 50',
      means:
        'Somebody tries codes or addresses. The audit says of whom; the limits hold them back meanwhile.',
    },
  },
  databaseWork: {
    name: 'mas_database_work_seconds',
    kind: 'histogram',
    from: 'both',
    help: 'Time of one piece of work on the database, waiting for a connection and trying again included',
    labels: ['kind'],
    buckets: QUICK,
    alarm: {
      when: 'histogram_quantile(0.95, sum by (le) (rate(mas_database_work_seconds_bucket[5m]))) > 0.5',
      means: 'PostgreSQL is slow or has no connection free.',
    },
  },
  databaseConnections: {
    name: 'mas_database_connections',
    kind: 'gauge',
    from: 'both',
    help: 'Connections to the database by state: inUse, idle; waiting are those who want one',
    labels: ['state'],
    alarm: {
      when: 'min_over_time(mas_database_connections{state="waiting"}[5m]) > 0',
      means:
        'Everybody waits for a connection: the database is slow, or the load is more than this process takes.',
    },
  },
  timeBrought: {
    name: 'mas_timer_lateness_seconds',
    kind: 'histogram',
    from: 'worker',
    help: 'How long after its due instant what time brings was recorded; of cases whose clock is the real one',
    labels: [],
    buckets: PATIENT,
    alarm: {
      when: 'histogram_quantile(0.95, sum by (le) (rate(mas_timer_lateness_seconds_bucket[15m]))) > 60',
      means: 'Reminders and dates come late: worker or Temporal were away or are overloaded.',
    },
  },
  emails: {
    name: 'mas_emails_total',
    kind: 'counter',
    from: 'both',
    help: 'Tries to send an email by kind and result: sent, failed (tried again), onceMore (outcome unknown for the first time, sent once more), refused, outcomeUnknown',
    labels: ['kind', 'result'],
    alarm: {
      when: 'sum(increase(mas_emails_total{result=~"refused|outcomeUnknown"}[1h])) > 0',
      means: 'Somebody was not told, or nobody knows whether they were. The operations page names the cases.',
    },
  },
  emailDelay: {
    name: 'mas_email_delay_seconds',
    kind: 'histogram',
    from: 'worker',
    help: 'From the moment an email was queued until the mail server took it',
    labels: [],
    buckets: PATIENT,
    alarm: {
      when: 'histogram_quantile(0.95, sum by (le) (rate(mas_email_delay_seconds_bucket[15m]))) > 300',
      means: 'Email comes late: the mail server was away or holds mail up.',
    },
  },
  openCases: {
    name: 'mas_open_cases',
    kind: 'gauge',
    from: 'everywhere',
    help: 'Open cases by stage',
    labels: ['stage'],
    alarm: null,
  },
  casesNotTold: {
    name: 'mas_cases_not_told',
    kind: 'gauge',
    from: 'everywhere',
    help: 'Cases whose workflow has not been told of the newest version',
    labels: [],
    alarm: null,
  },
  oldestNotTold: {
    name: 'mas_cases_not_told_oldest_seconds',
    kind: 'gauge',
    from: 'everywhere',
    help: 'How long the case that waits longest to be told to its workflow has waited; 0 when none waits',
    labels: [],
    alarm: {
      when: 'mas_cases_not_told_oldest_seconds > 180',
      means:
        'Temporal or the worker is away, or the schedule tellCases does not run. Nothing is lost; nothing goes on by itself.',
    },
  },
  casesLate: {
    name: 'mas_cases_late',
    kind: 'gauge',
    from: 'everywhere',
    help: 'Open cases in which something has been due for more than a minute and has not happened',
    labels: [],
    alarm: {
      when: 'mas_cases_late > 0 for 5m',
      means: 'A workflow is stuck or missing, or no worker takes work. The operations page names the cases.',
    },
  },
  oldestLate: {
    name: 'mas_cases_late_oldest_seconds',
    kind: 'gauge',
    from: 'everywhere',
    help: 'How long the longest overdue of what time should have brought is overdue; 0 when nothing is',
    labels: [],
    alarm: null,
  },
  outbox: {
    name: 'mas_outbox_emails',
    kind: 'gauge',
    from: 'everywhere',
    help: 'Emails that are queued or being sent',
    labels: [],
    alarm: null,
  },
  oldestUnsent: {
    name: 'mas_outbox_oldest_seconds',
    kind: 'gauge',
    from: 'everywhere',
    help: 'Age of the oldest unsent email; 0 when none waits',
    labels: [],
    alarm: {
      when: 'mas_outbox_oldest_seconds > 900',
      means:
        'The mail server does not take mail, or one email cannot be sent. The operations page names the cases.',
    },
  },
  tasksOverdue: {
    name: 'mas_tasks_overdue',
    kind: 'gauge',
    from: 'everywhere',
    help: 'Open tasks past their due date, by kind',
    labels: ['kind'],
    alarm: null,
  },
  approvals: {
    name: 'mas_approvals_open',
    kind: 'gauge',
    from: 'everywhere',
    help: 'What waits for a second person by kind: repairs, erasures, packs to release',
    labels: ['kind'],
    alarm: null,
  },
  oldestApproval: {
    name: 'mas_approvals_oldest_seconds',
    kind: 'gauge',
    from: 'everywhere',
    help: 'How long the oldest of what waits for a second person has waited; 0 when nothing does',
    labels: [],
    alarm: {
      when: 'mas_approvals_oldest_seconds > 5 * 86400',
      means:
        'Nobody decides on a repair, an erasure or a pack. Ask the administrators and the business manager.',
    },
  },
  sessionsPast: {
    name: 'mas_sessions_past_date',
    kind: 'gauge',
    from: 'everywhere',
    help: 'Accepted requests whose session is past its date and not held',
    labels: [],
    alarm: null,
  },
  sessionsSoon: {
    name: 'mas_sessions_due_soon',
    kind: 'gauge',
    from: 'everywhere',
    help: 'Accepted requests whose session is due within seven days and not held',
    labels: [],
    alarm: null,
  },
  figuresRead: {
    name: 'mas_figures_read',
    kind: 'gauge',
    from: 'everywhere',
    help: '1 when the figures of the whole installation could be read for this scrape; 0 when they are left out',
    labels: [],
    alarm: { when: 'mas_figures_read == 0 for 2m', means: 'The database does not answer.' },
  },
} as const satisfies Readonly<Record<string, MetricEntry>>;

/** Of those that Node and Temporal’s core keep by themselves, the ones to watch. */
export const KEPT_BY_OTHERS: readonly Pick<MetricEntry, 'name' | 'from' | 'help' | 'alarm'>[] = [
  {
    name: 'temporal_workflow_task_execution_failed_total',
    from: 'worker',
    help: 'Workflow tasks that failed: the code of the workflow could not go on',
    alarm: {
      when: 'sum(increase(temporal_workflow_task_execution_failed_total[10m])) > 0',
      means:
        'A workflow cannot go on with this release, mostly after an upgrade. Its history in the Temporal UI names the failure; docs/upgrading.md says what to do. Steps are kept meanwhile.',
    },
  },
  {
    name: 'temporal_activity_execution_failed_total',
    from: 'worker',
    help: 'Tries of activities (sending email, telling cases) that failed; each is tried again',
    alarm: {
      when: 'sum(increase(temporal_activity_execution_failed_total[15m])) > 10',
      means: 'The database or the mail server do not answer the worker.',
    },
  },
  {
    name: 'temporal_local_activity_execution_failed_total',
    from: 'worker',
    help: 'Tries of what time brings that failed; each is tried again',
    alarm: {
      when: 'sum(increase(temporal_local_activity_execution_failed_total[15m])) > 10',
      means: 'The database does not answer the worker, or a rule fails in a case: see the worker’s log.',
    },
  },
  {
    name: 'temporal_workflow_task_schedule_to_start_latency_seconds',
    from: 'worker',
    help: 'How long workflow tasks wait for a worker',
    alarm: {
      when: 'histogram_quantile(0.95, sum by (le) (rate(temporal_workflow_task_schedule_to_start_latency_seconds_bucket[10m]))) > 5',
      means: 'There are too few workers for the load, or they are busy: start another one.',
    },
  },
  {
    name: 'temporal_request_failure_total',
    from: 'worker',
    help: 'Calls of the Temporal server that failed',
    alarm: null,
  },
  {
    name: 'temporal_worker_task_slots_available',
    from: 'worker',
    help: 'Room for further tasks, by type',
    alarm: null,
  },
  {
    name: 'temporal_sticky_cache_size',
    from: 'worker',
    help: 'Workflows kept in memory; bounded',
    alarm: null,
  },
  {
    name: 'nodejs_eventloop_lag_p99_seconds',
    from: 'both',
    help: 'How long the process’s one thread keeps its callers waiting',
    alarm: {
      when: 'nodejs_eventloop_lag_p99_seconds > 0.5 for 5m',
      means: 'The process has more to do than one thread can: start another one.',
    },
  },
  {
    name: 'process_resident_memory_bytes',
    from: 'both',
    help: 'Memory of the process',
    alarm: {
      when: 'process_resident_memory_bytes above 80% of its limit for 15m',
      means: 'It will be ended and started again by its supervisor; nothing is lost. Find what grows.',
    },
  },
];

type Table = typeof METRIC_TABLE;
type NamesOf<Kind extends MetricEntry['kind']> = {
  [M in keyof Table]: Table[M] extends { readonly kind: Kind } ? M : never;
}[keyof Table];
export type CounterName = NamesOf<'counter'>;
export type GaugeName = NamesOf<'gauge'>;
export type HistogramName = NamesOf<'histogram'>;
export type MetricName = keyof Table;
/** A value for each label that the table names. */
export type LabelsOf<M extends MetricName> = Readonly<Record<Table[M]['labels'][number], string | number>>;
