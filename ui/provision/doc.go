// Package provision changes things: it joins what inspect/remedy decides, what flow/plan and flow/install carry out,
// and what ui/store saves of it. The commands and the interactive program both come here, and only show and ask.
//
// A Site is where changes are made: Microsoft Graph with the credentials of this machine, or the demo tenant. Fix
// makes a plan from a report, PlanSetup one for a new app, PlanRotation one for a new secret; Carry carries out a plan
// that the user agreed to, with the audit log and the undo file. Nothing here asks, and nothing is changed that was not
// in the plan.
package provision
