package ui

// The exit codes of edov. Scripts rely on them; the help and the README say
// the same.
const (
	ExitClean      = 0 // nothing at or above --fail-on
	ExitProblems   = 1 // problems at or above --fail-on
	ExitUsage      = 2 // called wrongly
	ExitUnfinished = 3 // could not finish (network, time-out, stopped, port taken), or nothing failed but not all was read
)
