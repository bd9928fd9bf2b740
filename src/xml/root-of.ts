import { SaxesParser } from 'saxes';

/** The start of a document in which a root is looked for. */
const START = 65_536;

/** Ends the reading at the root. */
class Found extends Error {}

/** Name and namespace of the root element of an XML text; undefined where there is none at its start. */
export function rootOf(text: string): { name: string; namespace: string } | undefined {
  const parser = new SaxesParser({ xmlns: true, position: false });
  let root: { name: string; namespace: string } | undefined;
  parser.on('opentag', ({ local, uri }) => {
    root = { name: local, namespace: uri };
    throw new Found();
  });
  try {
    parser.write(text.slice(0, START));
  } catch {
    // At the root, or at what is no XML.
  }
  return root;
}
