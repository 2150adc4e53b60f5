package words

import (
	"strconv"

	"edov/flow/strictjson"
)

// Absent is written for a claim that is missing.
const Absent = "absent"

// Quoted is a text from outside as a part of a sentence of edov's: bounded, and in quotes that it can't end, so that it
// does not read as a sentence of its own.
func Quoted(s string) string { return strconv.Quote(Cut(s)) }

// JSONText is a claim as JSON text, bounded by Cut; Absent for one that is missing.
func JSONText(v strictjson.Value) string {
	if !v.Exists() {
		return Absent
	}
	return Cut(v.Compact())
}
