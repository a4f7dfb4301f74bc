/** The process table's words with the policy's numbers in them. */
import type { Policy } from './policy.ts';

/** @throws where the text names a figure that the policy does not have. */
export function withFigures(text: string, { workingDays }: Policy): string {
  const figures: ReadonlyMap<string, number> = new Map(Object.entries(workingDays));
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const figure = figures.get(name);
    if (figure === undefined) throw new Error(`The policy has no ${name}`);
    return String(figure);
  });
}
