package report

import (
	"fmt"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
)

// Place is where the document that was read has what a finding is about: the first line that its changes or its
// evidence name. It is zero for a finding that is not about a document.
func (f *Finding) Place() appreg.Place {
	for _, e := range f.Changes {
		if e.Place.Line > 0 {
			return e.Place
		}
	}
	for _, e := range f.Evidence {
		var p appreg.Place
		if n, _ := fmt.Sscanf(e.Label, "line %d", &p.Line); n == 1 && p.Line > 0 {
			_, p.Path, _ = strings.Cut(e.Label, ", ")
			return p
		}
	}
	if len(f.Changes) > 0 {
		return f.Changes[0].Place
	}
	return appreg.Place{}
}

// File is the file of the app registration that was checked; empty where there is none.
func (r *Report) File() string {
	if r.Registration == nil {
		return ""
	}
	return r.Registration.File()
}

// Subject names what a report is about, to tell it from others: the app, the Clerk instance, or the client ID.
func (r *Report) Subject() string {
	switch {
	case r.Registration != nil && r.Registration.DisplayName.Value != "":
		return r.Registration.DisplayName.Value
	case r.Origin == flow.OriginClerk && r.Clerk != nil:
		return r.Clerk.Host
	case r.Registration != nil && r.Registration.AppID.Value != "":
		return r.Registration.AppID.Value
	}
	return r.Request.ClientID
}
