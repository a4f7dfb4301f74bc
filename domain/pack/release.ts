/** What is decided about a pack before somebody is given it: ids and enumerated words only. */
import { z } from 'zod';

/** How many days a released pack can be downloaded. Real time. */
export const PACK_DAYS = 7;

/** A path in the request (`child`, `siblings[0]`, …) or a participant's id. */
const PERSON_KEY = /^[a-zA-Z]{1,20}\d{0,4}(?:\[\d{1,3}\])?$/;

const personKey = z.string().regex(PERSON_KEY, 'Choose a person of this case');

export const releasePackDetails = z.strictObject({
  /** Who is given it. */
  subject: personKey,
  /** Other people whose data they may read. */
  readable: z.array(personKey).max(200),
  /** Answers that are left out. */
  withheld: z.array(z.uuid('Choose an answer of this case')).max(500),
  /** Files that go with it as they are. */
  files: z.array(z.uuid('Choose a file of this case')).max(500),
  /** By the case's clock, epoch ms: nothing given later is in it. */
  until: z.int(),
  /** The check for serious harm: nothing would do any, or what would is left out. */
  harm: z.enum(['none', 'leftOut'], 'Say what the check for serious harm found'),
});
export type ReleasePackDetails = z.infer<typeof releasePackDetails>;
