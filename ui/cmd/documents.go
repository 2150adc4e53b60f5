package cmd

import (
	"edov/inspect/fault"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/inspect/report/diff"
	"edov/inspect/secret"
	"edov/ui/store"
)

// document is the beginning of every JSON document that edov writes: what it is, and by which schema. Reports, lists
// of secrets, sessions and plans have theirs where they are made; docs/schema has the schemas of all, and a test runs
// the commands against them.
type document struct {
	Kind   string `json:"kind"`
	Schema int    `json:"schema"`
}

// kindOf begins a document.
func kindOf(name string) document { return document{"edov-" + name, 1} }

// The documents of the commands. A list is a member of its document, so that it can have a kind, and be empty.
type (
	reportsDocument struct {
		document
		Verdict string           `json:"verdict"` // of them all: pass, fail or unknown
		Reports []*report.Report `json:"reports"` // in the order in which they were read
		Unread  []string         `json:"unread"`  // why some registrations were not read
		// Sums is set for a list over 16 MiB: what was checked of it. Reports then has the worst of it, the worst first.
		Sums *sums `json:"sums,omitempty"`
	}
	checksDocument struct {
		document
		Checks []checkLine `json:"checks"`
	}
	checkDocument struct {
		document
		checkLine
	}
	explanationDocument struct {
		document
		fault.Explanation
	}
	scenariosDocument struct {
		document
		Scenarios []scenarioLine `json:"scenarios"`
	}
	servedDocument struct {
		document
		*served
	}
	guideDocument struct {
		document
		*guide.Walk
	}
	rotationDocument struct {
		document
		Steps []secret.RotationStep `json:"steps"`
	}
	probeDocument struct {
		document
		secret.ProbeVerdict
	}
	connectionsDocument struct {
		document
		Connections []connectionLine `json:"connections"`
	}
	connectionDocument struct {
		document
		connectionLine
	}
	historyDocument struct {
		document
		Connection string    `json:"connection"` // its name
		Reports    []runLine `json:"reports"`    // the newest first
	}
	diffDocument struct {
		document
		*diff.Diff
	}
	changesDocument struct {
		document
		Changes []changeLine `json:"changes"`
	}
	changeDocument struct {
		document
		ID string `json:"id"` // as edov history changes lists it
		store.Applied
	}
)
