import { writePatient } from './resource/patient.ts';
import type { SubjectCourse } from './subject-course.ts';
import { type Reference, startTransaction, type Transaction } from './transaction.ts';
import type { TrialData } from './trial-data.ts';

/** One transaction about one subject, with the Patient as its first entry. */
export interface SubjectRecord {
  trial: TrialData;
  course: SubjectCourse;
  transaction: Transaction;
  patient: Reference;
}

/** Opens a transaction about a subject. */
export function openRecord(trial: TrialData, course: SubjectCourse, seed: number): SubjectRecord {
  const transaction = startTransaction(seed);
  return { trial, course, transaction, patient: transaction.create(writePatient(trial, course)) };
}
