package cmd

// The exit codes of edov. Scripts rely on them; the help and the README say the
// same.
const (
	ExitClean    = 0 // nothing at or above --fail-on
	ExitProblems = 1 // problems at or above --fail-on
	ExitUsage    = 2 // invalid usage or input
	// ExitUnfinished: could not finish or could not check (network, timeout,
	// cancelled, port in use, no keys, part of a list not read).
	ExitUnfinished = 3
)
