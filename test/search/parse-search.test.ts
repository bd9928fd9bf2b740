import { parseSearch } from '#search/parse-search.ts';
import { splitValue, unescapeValue } from '#search/split-value.ts';

it('takes names and values apart, in order', () => {
  expect(parseSearch('name=a&birthdate=ge2000&name=b')).toMatchObject([
    { code: 'name', value: 'a' },
    { code: 'birthdate', value: 'ge2000' },
    { code: 'name', value: 'b' },
  ]);
});

it('takes modifiers, chains and reverse chains apart', () => {
  const [plain, modified, chained, typed, both, has] = parseSearch(
    'subject=1&name:exact=2&subject.name=3&subject:Patient.name:exact=4&a.b.c=5&_has:Observation:patient:code=6',
  );
  expect(plain).toEqual({ name: 'subject', code: 'subject', value: '1' });
  expect(modified).toMatchObject({ code: 'name', modifier: 'exact' });
  expect(chained).toMatchObject({ code: 'subject', chain: 'name' });
  expect(typed).toMatchObject({ code: 'subject', modifier: 'Patient', chain: 'name:exact' });
  expect(both).toMatchObject({ code: 'a', chain: 'b.c' });
  expect(has).toMatchObject({ code: '_has', modifier: 'Observation:patient:code' });
});

it('decodes percent and plus, in names too', () => {
  expect(parseSearch('name%3Aexact=J%C3%BCrgen+%2B+%26%3D')).toMatchObject([
    { code: 'name', modifier: 'exact', value: 'Jürgen + &=' },
  ]);
  expect(parseSearch('identifier=urn:s%7Ca%25')).toMatchObject([{ value: 'urn:s|a%' }]);
});

it('keeps an equals sign in a value, and a name without one', () => {
  expect(parseSearch('a=b=c&d&e=')).toMatchObject([
    { value: 'b=c' },
    { code: 'd', value: '' },
    { value: '' },
  ]);
  expect(parseSearch('')).toEqual([]);
  expect(parseSearch('&&')).toEqual([]);
});

it.each(['=x', ':exact=x', '.name=x', 'a=%', 'a=%C3', '%zz=1'])('refuses %s', (query) => {
  expect(() => parseSearch(query)).toThrow(expect.objectContaining({ status: 400 }));
});

it('splits values at separators that are not escaped', () => {
  expect(splitValue('a,b\\,c,d\\\\,e', ',')).toEqual(['a', 'b\\,c', 'd\\\\', 'e']);
  expect(splitValue('urn:s|a\\|b', '|')).toEqual(['urn:s', 'a\\|b']);
  expect(splitValue('', ',')).toEqual(['']);
  expect(splitValue('a,', ',')).toEqual(['a', '']);
  expect(splitValue('a\\', ',')).toEqual(['a\\']);
});

it('takes only the escapes of the specification out', () => {
  expect(unescapeValue('a\\,b\\|c\\$d\\\\e')).toBe('a,b|c$d\\e');
  expect(unescapeValue('C:\\new')).toBe('C:\\new');
});
