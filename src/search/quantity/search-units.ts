/** A number in one unit -> the same in another; undefined where it has none there. */
export type Conversion = (value: number) => number | undefined;

/** What is known of the units of results with certain codes, beyond UCUM. */
export interface CodedUnits {
  system: string;
  codes: string[];
  /**
   * A conversion of their own, `apart` where numbers in the two units are not to be compared, `ucum` where UCUM
   * converts one of their units into another, undefined where they say nothing.
   */
  convert: (from: string, to: string) => Conversion | 'apart' | 'ucum' | undefined;
}

/** What a search by quantity asks of units. */
export interface SearchUnits {
  /** The UCUM codes that occur in the store. */
  codes: () => Promise<string[]>;
  /** How numbers in one UCUM unit read in another; undefined where they measure different things. */
  convert: (from: string, to: string) => Conversion | undefined;
  /** The analytes with rules of their own. */
  analytes: () => CodedUnits[];
}

export const UCUM = 'http://unitsofmeasure.org';
