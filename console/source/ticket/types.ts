import type { components } from "../api/schema";

type Shapes = components["schemas"];

export type TicketShape = Shapes["TicketShape"];
export type MessageShape = Shapes["MessageShape"];
export type TimelineEntry = Shapes["TimelineEntry"];
export type NextMoves = Shapes["NextMoves"];
export type NextMove = Shapes["NextMove"];
export type DraftCheck = Shapes["DraftCheck"];
export type DraftFinding = Shapes["DraftFindingShape"];
export type DraftPreview = Shapes["DraftPreview"];
export type WayShape = Shapes["WayShape"];
export type TemplateShape = Shapes["TemplateShape"];
export type ClockShape = Shapes["ClockShape"];
export type TranslationShape = Shapes["TranslationShape"];
export type Priority = Shapes["Priority"];
export type OnDuty = Shapes["OnDutyShape"];

/** Somebody who is at the ticket too. */
export interface Present {
  readonly who: string;
  readonly doing: string;
  readonly since: string;
}

/** What is asked in a sheet of its own. */
export type SheetName = "handover" | "escalate" | "priority" | "hold" | "merge" | "templates" | "correct";
