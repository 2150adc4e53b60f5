// Package words writes values and numbers as a sentence needs them: a count with its noun, a time in days, a claim as
// short JSON text.
//
// It knows nothing of reports, so that every other room of inspect can use it. Text that came from outside is bounded
// here and nowhere else (Cut); whoever shows it still has to make it visible (package flow/visible).
package words
