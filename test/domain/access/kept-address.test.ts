import { describe, expect, test } from '@jest/globals';
import { keepConfidentialAddresses } from '../../../domain/access/index.ts';
import { checkForm, type SubmitRequest } from '../../../domain/forms/index.ts';
import { fullRequest, type Json, NOW, plainRequest } from '../forms/examples.ts';

function requestOf(body: Json): SubmitRequest {
  const checked = checkForm('submitRequest', body, { now: NOW });
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.body;
}

const full = requestOf(fullRequest());

describe('A confidential address', () => {
  const withoutAddress = <Who extends object>({
    address: _address,
    addressConfidential: _mark,
    ...rest
  }: Who & { address?: unknown; addressConfidential?: unknown }) => rest;

  test('that an amendment leaves out is kept, with its mark', () => {
    const amended = requestOf({
      ...fullRequest(),
      child: withoutAddress(fullRequest()['child'] as object),
      mother: withoutAddress(fullRequest()['mother'] as object),
      father: withoutAddress(fullRequest()['father'] as object),
    });
    const kept = keepConfidentialAddresses(full, amended);
    expect(kept.child).toMatchObject({ address: full.child.address, addressConfidential: true });
    expect(kept.mother).toMatchObject({ address: full.mother?.address, addressConfidential: true });
    expect(kept.father?.address).toBeUndefined();
  });

  test('that is given anew is the new one', () => {
    const amended = requestOf({
      ...fullRequest(),
      child: { ...(fullRequest()['child'] as object), address: '1 New Street' },
    });
    expect(keepConfidentialAddresses(full, amended).child.address).toBe('1 New Street');
  });

  test('of a sibling is found again by name, wherever in the list', () => {
    const secret = (name: string, address: string) => ({ name, address, addressConfidential: true });
    const before = requestOf({
      ...plainRequest(),
      siblings: [secret('Ada', 'A'), secret('Bo', 'B'), secret('Bo', 'B2')],
    });
    const after = requestOf({
      ...plainRequest(),
      siblings: [{ name: 'Cy' }, { name: 'Bo' }, { name: 'bo' }, { name: 'Ada' }],
    });
    expect(keepConfidentialAddresses(before, after).siblings.map(({ address }) => address)).toEqual([
      undefined,
      'B',
      'B2',
      'A',
    ]);
  });

  test('of a carer is kept too', () => {
    const carer = { name: 'Nan', relationship: 'Grandmother' };
    const before = requestOf({
      ...plainRequest(),
      otherCarers: [{ ...carer, address: 'N', addressConfidential: true }],
    });
    const kept = keepConfidentialAddresses(before, requestOf({ ...plainRequest(), otherCarers: [carer] }));
    expect(kept.otherCarers).toEqual([{ ...carer, address: 'N', addressConfidential: true }]);
    expect('otherCarers' in keepConfidentialAddresses(before, requestOf(plainRequest()))).toBe(false);
  });
});
