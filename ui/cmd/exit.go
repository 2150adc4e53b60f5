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

// exitMeaning is what an exit code says to those who don't know the codes.
func exitMeaning(code int) string {
	switch code {
	case ExitClean:
		return "clean"
	case ExitProblems:
		return "problems found"
	case ExitUsage:
		return "invalid input"
	}
	return "something could not be checked, or was not finished; this is not a pass"
}
