package flow

import (
	"fmt"
	"slices"

	"edov/flow/mask"
	"edov/flow/strictjson"
)

// maxPrivateNames bounds how many places of secrets are kept.
const maxPrivateNames = 20

// noteSecrets notes the client secrets that stand elsewhere in a document than in the credentials of a registration:
// in an output of Terraform, in a variable, beside the app that another program made.
func (l *RegistrationList) noteSecrets(d *appDocument) {
	known := slices.ContainsFunc(l.All, func(a *AppRegistration) bool { return len(a.PrivateNames) > 0 })
	if len(l.All) == 0 || known && d.recast { // the same secret would be named by two paths
		return
	}
	eachSecret(d.value, "", func(path string, at strictjson.Value) {
		place := Place{Path: path}
		if d.lines != nil {
			place.Line = d.lines.Line(at)
		}
		name := place.String()
		noted := slices.ContainsFunc(l.All, func(a *AppRegistration) bool { return slices.Contains(a.PrivateNames, name) })
		if first := l.All[0]; !noted && len(first.PrivateNames) < maxPrivateNames {
			first.PrivateNames = append(first.PrivateNames, name)
		}
	})
}

// eachSecret calls see for each text in a value that looks like a client secret.
func eachSecret(v strictjson.Value, path string, see func(path string, at strictjson.Value)) {
	if v.Kind == strictjson.String && mask.HoldsClientSecret(v.Text) {
		see(path, v)
	}
	for i := range v.Members {
		m := &v.Members[i]
		below := cut(m.Name, 64)
		if path != "" {
			below = path + "." + below
		}
		eachSecret(m.Value, below, see)
	}
	for i := range v.Elems {
		eachSecret(v.Elems[i], fmt.Sprintf("%s[%d]", path, i), see)
	}
}
