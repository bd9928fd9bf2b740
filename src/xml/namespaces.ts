/** The namespaces that FHIR XML knows (xml.html). */
export const FHIR = 'http://hl7.org/fhir';
export const XHTML = 'http://www.w3.org/1999/xhtml';
/** Schema hints such as `xsi:schemaLocation`, which are read over and never followed. */
export const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
export const XMLNS = 'http://www.w3.org/2000/xmlns/';
