import type { components } from "../api/schema";

type Shapes = components["schemas"];

export type PersonShape = Shapes["PersonShape"];
export type IdentityShape = Shapes["IdentityShape"];
export type PromiseShape = Shapes["PromiseShape"];
export type GivenShape = Shapes["GivenShape"];
export type MoodShape = Shapes["MoodShape"];
export type LinkShape = Shapes["LinkShape"];
export type TicketLine = Shapes["TicketLine"];
export type ConsentList = Shapes["ConsentList"];
export type ConsentShape = Shapes["ConsentShape"];
export type PurposeShape = Shapes["PurposeShape"];
export type PreferencesShape = Shapes["PreferencesShape"];
export type ErasureShape = Shapes["ErasureShape"];
export type ErasureReason = Shapes["ErasureReason"];
export type MarkShape = Shapes["MarkShape"];
export type QuestionShape = Shapes["QuestionShape"];
