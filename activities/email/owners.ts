/** Owners of tasks as people call them. Nobody is named in an email. */
const OWNERS: Readonly<Record<string, string>> = {
  requester: 'the person who made the request',
  leadProfessional: 'the lead professional',
  attendee: 'an attendee',
  facilitator: 'a facilitator',
  facilitators: 'the facilitators',
  actionOwner: 'the owner of an action',
  interviewer: 'an interviewer',
  administrators: 'the administrators',
};

/** `the lead professional` for `leadProfessional`; null where the email does not say. */
export function ownerInWords(about: string | undefined): string | null {
  return about === undefined ? null : (OWNERS[about] ?? null);
}
