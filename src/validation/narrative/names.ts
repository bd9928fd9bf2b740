const words = (text: string) => new Set(text.trim().split(/\s+/));

/**
 * Elements of narrative (narrative.html#Narrative: HTML 4.0 chapters 7 to 11 without 9.4, and 15, `a`, images).
 * Deprecated ones (font, center, u, s, strike) are left out as the page demands.
 */
export const ELEMENTS = words(`
  div span h1 h2 h3 h4 h5 h6 address bdo p br hr pre blockquote q
  em strong dfn code samp kbd var cite abbr acronym sub sup b i tt big small
  ul ol li dl dt dd table caption colgroup col thead tfoot tbody tr th td a img map area`);

/** Elements that are always empty. */
export const VOID_ELEMENTS = words('br hr img col area');

/** Attributes of any element. */
export const ATTRIBUTES = words('id class style title lang xml:lang xml:space dir align');

/** Attributes of some elements. */
export const ELEMENT_ATTRIBUTES: Record<string, Set<string>> = {
  div: words('xmlns'),
  a: words('href name type target charset hreflang rel rev shape coords accesskey tabindex'),
  img: words('src alt longdesc height width usemap ismap border'),
  map: words('name'),
  area: words('shape coords href nohref alt accesskey tabindex'),
  blockquote: words('cite'),
  q: words('cite'),
  pre: words('space'),
  hr: words('width size'),
  ol: words('type start'),
  ul: words('type'),
  li: words('type value'),
  table: words('summary width border frame rules cellspacing cellpadding'),
  colgroup: words('span width char charoff valign'),
  col: words('span width char charoff valign'),
  thead: words('char charoff valign'),
  tfoot: words('char charoff valign'),
  tbody: words('char charoff valign'),
  tr: words('char charoff valign'),
  th: words('abbr axis headers scope rowspan colspan char charoff valign nowrap width height'),
  td: words('abbr axis headers scope rowspan colspan char charoff valign nowrap width height'),
};

/** Entities of XML itself; those of HTML need a DTD, which a narrative cannot have. */
export const ENTITIES = words('amp lt gt quot apos');
