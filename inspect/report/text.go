package report

import (
	"edov/flow/strictjson"
)

// Absent stands for a claim that is not there.
const Absent = "absent"

// MaxEvidence bounds a value shown as evidence.
const MaxEvidence = 300

func JSONText(v strictjson.Value) string {
	if !v.Exists() {
		return Absent
	}
	return Cut(v.Compact())
}
