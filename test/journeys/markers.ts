/**
 * Markers: unique words and dates put into everything that people type into forms, so that wherever one turns up, what a
 * person typed has got there.
 */

export interface Marker {
  /** The field that it was planted in. */
  readonly field: string;
  readonly text: string;
}

/** What is typed, by the names of the forms' fields; everything else is an id, a date of the process or a fixed word. */
const NAMES = ['name', 'surname', 'forename', 'alsoKnownAs'];
const TYPED = new Set([
  ...NAMES,
  ...['address', 'email', 'telephone', 'role', 'organisation', 'agencyDetail', 'relationship'],
  ...['gender', 'ethnicity', 'disability', 'reason', 'penPicture', 'why', 'how', 'what', 'source', 'theme'],
  ...['themes', 'whatIsHappeningAndWhy', 'views', 'agreedToShare', 'notToShare', 'questions', 'interpreter'],
  ...['by', 'from', 'successfulOutcomes', 'known', 'notKnown', 'strengths', 'concerns', 'hypotheses', 'text'],
  ...['authorityNote', 'proceededWithout', 'plan', 'workedWell', 'better', 'learningPoints', 'feedback'],
  ...['keyLearningPoints', 'escalationIssues', 'escalatedTo', 'learning', 'issue', 'summary', 'keyLearning'],
  ...[
    'note',
    'progress',
    'interviewedBy',
    'detail',
    'referredTo',
    'unavailable',
    'notExplained',
    'objection',
  ],
  ...['correctionReason', 'olderReason', 'place', 'link'],
]);

/** Typed into a form, and meant to be in emails. */
const MAY_BE_EMAILED = new Set(['place', 'link']);

const FIXED_WORDS = new Set(['attendee', 'leadProfessional', 'declined', 'notPossible', 'notAppropriate']);
const DATE = /^\d{4}-\d{2}-\d{2}/;

export class Markers {
  private readonly planted = new Map<string, { readonly marker: Marker; readonly as: string }>();
  private readonly prefix: string;

  /** @param prefix of letters, so that the markers of two cases differ. */
  constructor(prefix: string) {
    this.prefix = prefix;
  }

  get all(): readonly Marker[] {
    return [...this.planted.values()].map(({ marker }) => marker);
  }

  /** Those that must not be in an email. */
  get unmailable(): readonly Marker[] {
    return this.all.filter(({ field }) => !MAY_BE_EMAILED.has(field));
  }

  get mailable(): readonly Marker[] {
    return this.all.filter(({ field }) => MAY_BE_EMAILED.has(field));
  }

  /** The same body with a marker in everything typed. Typed again, the same text has the same marker. */
  plant(body: unknown): unknown {
    return this.within('', body);
  }

  /** A person's address as it was planted. */
  email(address: string): string {
    return this.typed('email', address);
  }

  /** An answer of the service with the addresses as they were before planting. */
  original<T>(answer: T): T {
    let text = JSON.stringify(answer);
    for (const [key, { as }] of this.planted) {
      if (key.startsWith('email:')) text = text.replaceAll(as, key.slice('email:'.length));
    }
    return JSON.parse(text) as T;
  }

  /** Text to be put where no form is: a file's name or content. */
  text(field: string, value: string): string {
    return this.typed(field, value);
  }

  private within(field: string, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.within(field, each));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.within(key, each)]));
    }
    if (typeof value !== 'string') return value;
    if (field === 'dateOfBirth') return this.typed(field, value);
    return TYPED.has(field) && !DATE.test(value) && !FIXED_WORDS.has(value)
      ? this.typed(field, value)
      : value;
  }

  private typed(field: string, value: string): string {
    const key = `${field}:${value}`;
    const known = this.planted.get(key);
    if (known !== undefined) return known.as;
    const made = this.make(field, value);
    this.planted.set(key, made);
    return made.as;
  }

  private make(field: string, value: string): { readonly marker: Marker; readonly as: string } {
    const number = this.planted.size + 100;
    const word = `${this.prefix}${number}x`;
    if (field === 'dateOfBirth') {
      // A year in which nothing of a case's course can lie.
      const day = String(10 + (this.planted.size % 18));
      const date = `${value.slice(0, 4)}-0${1 + (number % 9)}-${day}`;
      return { marker: { field, text: date }, as: date };
    }
    const marker = { field, text: word };
    if (field === 'email') return { marker, as: value.replace('@', `.${word}@`) };
    if (field === 'link') return { marker, as: `${value}${word}` };
    return { marker, as: `${value} ${word}` };
  }
}
