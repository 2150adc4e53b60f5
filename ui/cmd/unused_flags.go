package cmd

import "strings"

// flagUse says when flags have an effect. Each command has a table of them and refuses
// a flag that has none: someone who gives a flag relies on it.
type flagUse struct {
	flags string // their names, separated by blanks
	used  bool   // they have an effect on what is asked for
	why   string // why they have none, as in "--limit has no effect with --probe"
	hint  string // empty: leave them out
}

// secretSources are the flags that say where the client secret comes from.
const secretSources = "secret-file secret-env secret-stdin secret-command"

// refuseIdle refuses the first flags of a table that were given without an effect.
func refuseIdle(given func(flag string) bool, table []flagUse) error {
	for _, u := range table {
		var idle []string
		for _, name := range strings.Fields(u.flags) {
			if !u.used && given(name) {
				idle = append(idle, "--"+name)
			}
		}
		verb, hint := " has", "leave it out"
		if len(idle) > 1 {
			verb, hint = " have", "leave them out"
		}
		if u.hint != "" {
			hint = u.hint
		}
		if len(idle) > 0 {
			return usageError(strings.Join(idle, ", ")+verb+" no effect "+u.why, hint)
		}
	}
	return nil
}
