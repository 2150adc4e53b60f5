package csv

import (
	"bytes"
	"encoding/csv"
	"strings"

	"edov/inspect/rollout"
)

// userColumns are the names in the first line of Users.
var userColumns = []string{"trouble", "id", "user_principal_name", "mail", "product", "expected"}

// Users writes the users of a report who may have trouble signing in, one a line.
func Users(r *rollout.Report) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true // RFC 4180 section 2
	_ = w.Write(userColumns)
	for _, l := range r.List {
		var all []string
		for _, t := range l.Troubles {
			all = append(all, string(t))
		}
		_ = w.Write([]string{ // a buffer takes everything
			strings.Join(all, " "), cell(l.ID), cell(l.PrincipalName), cell(l.Mail), cell(r.Product),
			cell(strings.Join(l.Verdicts, " ")),
		})
	}
	w.Flush()
	return b.Bytes()
}
