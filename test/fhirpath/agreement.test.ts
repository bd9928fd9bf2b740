import { compileExpression } from '#fhirpath/compile-expression.ts';
import { compileWithFhirpathJs } from '#fhirpath/fallback/fhirpath-js.ts';
import { TypeRegistry } from '#fhirpath/value/type-registry.ts';
import { definitions, observation, patient } from './evaluate.ts';

const types = new TypeRegistry(definitions);

const onPatient = `
name.given | name.family
name.given.count()
name[1].given[0]
name[5].given
Patient.name.where(use = 'official').given.first()
name.given.last()
name.given.tail()
name.given.skip(1).take(1)
name.select(given.first() & '-' & family)
name.where($index = 1).use
name.exists(use = 'usual')
name.all(given.exists())
name.all(family.exists())
name.family.empty()
name.use.distinct().count()
name.given.isDistinct()
name.given.combine(name.given).isDistinct()
name.given.intersect('Jim' | 'Ann')
name.given.exclude('Jim')
name.given.subsetOf('Jim' | 'Peter' | 'James' | 'Ann')
('Jim' | 'Peter').supersetOf('Jim')
name.given contains 'Jim'
'Ann' in name.given
name.given ~ ('peter' | 'JAMES' | 'jim')
name.given = ('Peter' | 'James' | 'Jim')
name.given != ('Peter' | 'James')
birthDate
birthDate.extension('urn:time').value
birthDate.hasValue()
gender.exists()
gender.hasValue()
gender.extension('urn:absent').value
gender = 'male'
birthDate < @1975
birthDate <= @1974-12
birthDate = @1974-12-25
birthDate = @1974-12
birthDate != @1974-11
birthDate ~ @1974-12
birthDate > today()
birthDate + 1 month
birthDate - 3 days
@2024-02-29 + 1 year
@2024-01-31 + 1 month
@2024 + 24 months
@2024-03 - 60 days
@T10:30 + 90 minutes
@T10:30 < @T10:31
birthDate is date
birthDate is Patient
active is boolean
active.ofType(Boolean)
active.not()
active and {}
active or {}
{} implies active
active implies {}
active xor {}
active xor false
multipleBirth
multipleBirth is integer
multipleBirth.ofType(integer) + 1
(multipleBirth as integer) > 1
multipleBirth.ofType(boolean)
multipleBirthInteger
contact.name.text
contact
contained.name
contained.ofType(Organization).name
children().count()
descendants().count()
descendants().ofType(Identifier).value
repeat(contact).count()
managingOrganization.resolve().name
managingOrganization.resolve() is Organization
generalPractitioner.where(resolve() is Practitioner).reference
generalPractitioner.where(resolve() is Organization).reference
generalPractitioner.where(resolve() is PractitionerRole).identifier.value
generalPractitioner.resolve().count()
0.1 + 0.2 = 0.3
0.1 + 0.2
7 / 2
7 div 2
7 mod 2
7 / 0
-7.5
3 * -2
1 + 2 * 3 = 7 and true
2 > 1.5
1.0 = 1
1.05 ~ 1.1
'a' + 'b'
'a' & {}
'a' + {}
'b' > 'a'
'Hello'.startsWith('He')
'Hello'.endsWith('lo')
'Hello'.contains('ell')
'Hello'.indexOf('l')
'Hello'.substring(1, 3)
'Hello'.substring(9)
'Hello'.length()
'Hello'.upper() & 'Hello'.lower()
'a.b.c'.replace('.', '-')
'a1b2'.replaceMatches('[0-9]', '#')
'a,b'.split(',').join(';')
' x '.trim()
'abc'.toChars()
'EXO-001'.matches('^EXO-[0-9]{3}$')
'12'.toInteger() + 1
'1.5'.toDecimal()
'x'.toInteger()
'true'.toBoolean()
'2025-01-02T03:04:05Z'.toDateTime()
'2025-01-02'.toDate()
'10:00'.toTime()
'5 days'.toQuantity()
'x'.convertsToDateTime()
1.toString()
true.toString()
birthDate.toString()
(-5).abs()
1.6.round()
1.66.round(1)
1.2.ceiling()
1.8.floor()
1.8.truncate()
16.sqrt()
2.power(3)
iif(active, 'yes', 'no')
iif(name.empty(), 'yes')
name.given.aggregate($this & $total, '')
(1 | 2 | 3).aggregate($this + $total, 0)
(3 | 1 | 2).aggregate(iif($total.empty() or $this < $total, $this, $total))
(true | false).anyTrue()
(true | true).allTrue()
%context.id = %resource.id
%ucum
%subject
%list.count()
name.trace('names').count()
name.given.first().type().name
5 'mg' = 5 'mg'
5 'mg' < 1 'g'
5 days < 1 week
5 'mg' + 5 'mg'
@2025-03-01T08:00:00Z = @2025-03-01T15:00:00+07:00
@2025-03-01T23:30:00+07:00 <= @2025-03-01T17:00:00Z
@2025-03-01 < @2025-03-01T10:00:00Z
@2025-03-01 = @2025-03-01T10:00:00Z
identifier.where(system = 'urn:b').value
identifier.value contains '2'
identifier[0] = identifier[1]
identifier[0] = identifier.first()
telecom.where(rank > 1).value
contact.relationship.text
nothing.at.all
Encounter.period
Encounter.period | Patient.birthDate
Resource.id.exists()
DomainResource.contained.count()
name.given < 'x'
name.single()
'a' < 1
undefinedFunction()
%undefined
(1 | 2) + 1
`;

const onObservation = `
value
value is Quantity
value.ofType(Quantity).value
(value as Quantity).code
Observation.value.as(Quantity).unit
value.value > 7
value > 7 '%'
value = 7.1 '%'
value.ofType(string)
component.value.ofType(string)
component.value.ofType(Quantity).value
component.where(value.ofType(boolean) = false).code.text
component[1].value <= 1 'g'
effective
effective.ofType(dateTime) <= issued
effective.ofType(dateTime) + 28 days > issued
effective.ofType(dateTime).toString().substring(0, 10)
effective.ofType(Period)
issued is instant
referenceRange.low
referenceRange
code.coding.where(system = 'http://loinc.org' and code = '4548-4').exists()
subject.where(resolve() is Patient).reference
status in ('final' | 'amended')
(status = 'final') implies (value.exists() xor dataAbsentReason.exists())
component.code.text
component.descendants().count()
`;

function lines(text: string): string[] {
  return text.trim().split('\n');
}

const cases = [
  ...lines(onPatient).map((text) => ({ text, resource: patient })),
  ...lines(onObservation).map((text) => ({ text, resource: observation })),
];

function outcome(evaluate: () => unknown) {
  try {
    return evaluate();
  } catch {
    return 'an error';
  }
}

const environment = { subject: 'Patient/p1', list: ['a', 'b'] };

describe('the native engine agrees with fhirpath.js', () => {
  test.each(cases)('$text', ({ text, resource }) => {
    const native = outcome(() =>
      compileExpression(text, resource.resourceType, definitions).evaluate(resource, environment),
    );
    const reference = outcome(() =>
      compileWithFhirpathJs(text, resource.resourceType, types)(resource, environment),
    );
    expect(native).toEqual(reference);
  });
});
