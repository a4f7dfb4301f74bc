/** How texts are compared, and the patterns of names and addresses. */

/** Word parts of names that name nobody. */
const NOT_A_NAME: ReadonlySet<string> = new Set(
  (
    'mrs miss mister master prof professor sir dame rev reverend father mother mum dad baby unborn unknown known not tbc none ' +
    'sister brother nurse sergeant sgt constable inspector officer and the van von der den del bin ibn'
  ).split(' '),
);

/** Names that are also everyday English words: they count where typed with a capital letter. */
const EVERYDAY_WORDS: ReadonlySet<string> = new Set(
  (
    'will may hope young grace mark rose faith joy june april august summer autumn winter spring dawn daisy holly heather amber ' +
    'ruby jade pearl crystal angel star sky rain river brook brooks forest field fields hill hills wood woods stone lane park ' +
    'church bishop king knight prince baker butler carter cook cooper mason miller porter potter shepherd turner walker weaver ' +
    'white black brown green gray grey gold silver long short little small strong sharp swift best good wise bright noble rich ' +
    'wild day days frost snow bell bush love chance chase drew grant art bill frank guy max pat ray rod sue dean major earl ' +
    'duke judge page child childs parent parents friend friends fox wolf bird lamb bull hunt hunter fisher ford marsh banks ' +
    'waters wells wall walls hall house gate west north east south english french welsh law price power speed storm case care ' +
    'new old poor moody cross craft street rivers gay blunt bond read reed hand head foot legg root seal sands savage self ' +
    'singer skinner slow sparks steel still stokes tall trust wait want ward watch way worth'
  ).split(' '),
);

export function isEverydayWord(word: string): boolean {
  return EVERYDAY_WORDS.has(word);
}

/** Without case, accents and kinds of apostrophe and dash; `original` gives back what was typed between two places. */
export function fold(text: string): {
  readonly folded: string;
  readonly original: (from: number, to: number) => string;
} {
  let folded = '';
  const places: number[] = [];
  let place = 0;
  for (const character of text) {
    const plain = foldCharacter(character);
    for (let unit = 0; unit < plain.length; unit += 1) places.push(place);
    folded += plain;
    place += character.length;
  }
  return { folded, original: (from, to) => text.slice(places[from] ?? 0, places[to] ?? text.length) };
}

function foldCharacter(character: string): string {
  if (/[’‘ʼ`´]/u.test(character)) return "'";
  if (/\p{Pd}/u.test(character)) return '-';
  return character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The words of a folded text: letters and digits, an apostrophe inside one belonging to it. */
export function wordsOf(text: string): string[] {
  return fold(text).folded.match(/[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*/gu) ?? [];
}

/** A source of a pattern that stands between others' letters and digits only as a whole. */
export function whole(source: string): RegExp {
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${source})(?![\p{L}\p{N}])`, 'gu');
}

export function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`);
}

/** Words one after another, whatever spaces and marks stand between them. */
export function phrase(words: readonly string[]): string {
  return words.map((word) => escaped(word).replaceAll("'", "'?")).join(String.raw`[\s\p{P}]+`);
}

/** The whole name first, then its words that name somebody by themselves. */
export function namePatterns(name: string): RegExp[] {
  const words = wordsOf(name);
  const apart = words.filter((word) => word.length >= 3 && /\p{L}/u.test(word) && !NOT_A_NAME.has(word));
  const named = words.filter((word) => /\p{L}/u.test(word) && !NOT_A_NAME.has(word));
  // However short its words are; "N/A" is nobody's.
  const isWhole = named.length > 1 && named.join('') !== 'na';
  const wholes = [
    ...(isWhole || (words.length > 1 && apart.length + 1 >= words.length) ? [phrase(words)] : []),
    ...(isWhole && named.length < words.length ? [phrase(named)] : []),
  ];
  return [...wholes.map(whole), ...apart.map((word) => whole(phrase([word])))];
}

const STREET_WORDS =
  'street st road rd avenue ave lane ln drive dr close cl court ct crescent cres grove gardens gdns place pl terrace way walk row mews square sq hill view rise'.split(
    ' ',
  );
const ANY_STREET_WORD = `(?:${STREET_WORDS.join('|')})`;
const POSTCODE = /(?<![a-z0-9])([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})(?![a-z0-9])/gu;

/** House and street, the street alone, and the postcode; towns and counties are left out. */
export function addressPatterns(address: string): RegExp[] {
  const { folded } = fold(address);
  const postcodes = Array.from(folded.matchAll(POSTCODE), (match) =>
    whole(`${match[1] ?? ''}\\s*${match[2] ?? ''}`),
  );
  const lines = folded
    .replace(POSTCODE, '\n')
    .split(/[\n\r,;]+/u)
    .map(wordsOf);
  return [...lines.filter((words) => words.length > 0).flatMap(linePatterns), ...postcodes];
}

function linePatterns(words: readonly string[], place: number): RegExp[] {
  const street = words.filter((word) => !/\d/u.test(word) && !/^(?:flat|apartment|apt|unit|no)$/u.test(word));
  const isStreet = street.length > 1 && STREET_WORDS.includes(street.at(-1) ?? '');
  const patterns = isStreet
    ? [whole(String.raw`${phrase(street.slice(0, -1))}[\s\p{P}]+${ANY_STREET_WORD}`)]
    : [];
  const names = words.length > 1 && (place === 0 || /\d/u.test(words.join(''))) && street.length > 0;
  return names ? [whole(phrase(words)), ...patterns] : patterns;
}

/** A telephone number with or without spaces, 0 or +44 in front. */
export function telephonePatterns(telephone: string): RegExp[] {
  const digits = telephone.replace(/\D/g, '').replace(/^(?:0044|44)?0?/, '');
  if (digits.length < 6) return [];
  const between = String.raw`[\s().-]*`;
  const country = String.raw`(?:\+?(?:00)?44${between})?0?${between}`;
  return [new RegExp(String.raw`(?<!\d)${country}${Array.from(digits).join(between)}(?!\d)`, 'gu')];
}
