package fault

import (
	"edov/flow/lazy"
	"edov/inspect/portal"
)

// FixNewSecret is how to add a client secret, for a finding: see portal.Fill. In the data files it is {new-secret}.
const FixNewSecret = "App registrations > your app > {portal:new-secret}; copy the Value right away, the portal " +
	"shows it only once"

// sharedFix is the name of a fix that several errors share.
var sharedFix = lazy.MustCompile(`\{[a-z-]+\}`)

// filled puts the shared fixes of causes.json and the names of places in the portal in place of their names. Other
// braces stay: {tenantid} is a part of what is said.
func filled(text string) string {
	text = sharedFix.ReplaceAllStringFunc(text, func(name string) string {
		switch fix, ok := causes().Fixes[name[1:len(name)-1]]; {
		case ok:
			return fix
		case name == "{new-secret}":
			return FixNewSecret
		}
		return name
	})
	return portal.Fill(text)
}
