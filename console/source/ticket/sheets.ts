/** What is asked in a sheet of its own. */
export type SheetName = "handover" | "escalate" | "priority" | "hold" | "merge" | "templates" | "correct";
