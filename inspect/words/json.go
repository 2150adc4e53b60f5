package words

import (
	"edov/flow/strictjson"
)

// Absent is written for a claim that is missing.
const Absent = "absent"

// JSONText is a claim as JSON text, bounded by Cut; Absent for one that is missing.
func JSONText(v strictjson.Value) string {
	if !v.Exists() {
		return Absent
	}
	return Cut(v.Compact())
}
