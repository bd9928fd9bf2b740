import { isListed, type PseudonymRules } from './pseudonym-rules.ts';

type Node = Record<string, unknown>;

/** An Identifier in a body, by its place. */
export interface FoundIdentifier {
  holder: Node;
  system: string;
  value: string;
  /** The Reference to a person that has nothing but this identifier. */
  reference?: Node;
  /** FHIRPath of the identifier, as far as it is known from the tree. */
  place: string;
}

/** What in a body tells of people by what they are called elsewhere. */
export interface Found {
  identifiers: FoundIdentifier[];
  /** Places of Codings that have such a system: a number of a person is no code. */
  codes: string[];
  /** Members of objects whose text is search criteria: conditions of entries, references by search. */
  criteria: { holder: Node; name: string; text: string }[];
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Looks through a body. Its depth was limited where it was read. */
export function findIdentifiers(body: unknown, rules: PseudonymRules): Found {
  const found: Found = { identifiers: [], codes: [], criteria: [] };
  visit(body, { place: rootName(body) }, found, rules);
  return found;
}

const rootName = (body: unknown): string =>
  isNode(body) && typeof body.resourceType === 'string' ? body.resourceType : '';

function visit(
  node: unknown,
  { place, parent }: { place: string; parent?: Node },
  found: Found,
  rules: PseudonymRules,
): void {
  if (!isNode(node)) return;
  const { system, value, code } = node;
  if (typeof system === 'string' && typeof value === 'string' && isListed(system, rules.replaced))
    found.identifiers.push({
      holder: node,
      system,
      value,
      place,
      ...(isReference(parent) ? { reference: parent } : {}),
    });
  else if (typeof code === 'string' && isListed(system, rules.replaced)) found.codes.push(place);
  const isList = Array.isArray(node);
  for (const [name, child] of Object.entries(node)) {
    if (typeof child === 'string' && /^(url|ifNoneExist|reference)$/.test(name) && /[?=]/.test(child))
      found.criteria.push({ holder: node, name, text: child });
    else
      visit(child, { place: isList ? `${place}[${name}]` : `${place}.${name}`, parent: node }, found, rules);
  }
}

/** A Reference that says whom it means by an identifier alone (references.html#logical). */
function isReference(node: Node | undefined): node is Node {
  if (!node || Array.isArray(node) || 'resourceType' in node || 'reference' in node) return false;
  const others = Object.keys(node).filter((name) => !/^(identifier|display|type|id|extension)$/.test(name));
  return (
    'identifier' in node && !others.length && [undefined, 'Patient'].includes(node.type as string | undefined)
  );
}
