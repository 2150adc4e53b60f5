package appreg

import (
	"slices"

	"edov/flow/appdoc"
	"edov/flow/mask"
	"edov/flow/strictjson"
)

// The bounds of what is kept: places of secrets, and bytes of the names on the way to one.
const (
	maxPrivateNames = 20
	maxSecretPath   = 256
)

// noteSecrets notes the client secrets that stand elsewhere in a document than in the credentials of a registration:
// in an output of Terraform, in a variable, beside the app that another program made.
func (l *List) noteSecrets(d *appDocument) {
	known := slices.ContainsFunc(l.All, func(a *App) bool { return len(a.PrivateNames) > 0 })
	if len(l.All) == 0 || known && d.recast { // the same secret would be named by two paths
		return
	}
	appdoc.Texts(d.value, mask.HoldsClientSecret, func(path string, at strictjson.Value) {
		place := Place{Path: mask.Cut(path, maxSecretPath)}
		if d.lines != nil {
			place.Line = d.lines.Line(at)
		}
		name := place.String()
		noted := slices.ContainsFunc(l.All, func(a *App) bool { return slices.Contains(a.PrivateNames, name) })
		if first := l.All[0]; !noted && len(first.PrivateNames) < maxPrivateNames {
			first.PrivateNames = append(first.PrivateNames, name)
		}
	})
}
