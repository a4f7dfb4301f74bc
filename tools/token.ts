/** `npm run token`: makes a bearer token for the JSON API and prints it, alone on one line. */
import { parseArgs } from 'node:util';
import { audited, carryOut, needed, Refusal } from './command-line.ts';

const USAGE = 'Usage: npm run -s token -- --email E [--days N]';
const USUAL_DAYS = 30;
const MOST_DAYS = 400;

await carryOut(() => {
  const { email, days } = readArguments();
  return async (records) => {
    const person = await records.findPersonByEmail(email);
    const token = await records.makeToken(email, days);
    if (person === null || token === null)
      throw new Refusal(`There is nobody with the address ${email}, or they are disabled`);
    await audited(records, `make token for person ${person.id}`, `${days} days`);
    console.log(token);
  };
});

function readArguments(): { readonly email: string; readonly days: number } {
  const values = parsed();
  const email = needed(values.email, '--email', USAGE);
  const days = values.days === undefined ? USUAL_DAYS : Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) {
    throw new Refusal(`--days must be a whole number from 1 to ${MOST_DAYS}`);
  }
  return { email, days };
}

function parsed(): { readonly email?: string | undefined; readonly days?: string | undefined } {
  try {
    return parseArgs({ options: { email: { type: 'string' }, days: { type: 'string' } } }).values;
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : ''}\n${USAGE}`, { cause: error });
  }
}
