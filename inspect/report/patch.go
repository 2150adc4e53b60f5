package report

import (
	"encoding/json"

	"edov/flow/entra"
	"edov/inspect/change"
)

// Patch joins the changes of a report into one JSON merge patch (RFC 7396) for Microsoft Graph. fixed are the IDs
// of the findings that it fixes: the failed ones of at least the given severity. Without any, both are nil.
func (r *Report) Patch(least Severity) (patch json.RawMessage, fixed []string) {
	var edits []change.Edit
	for _, f := range r.Fixable(least) {
		edits, fixed = append(edits, f.Changes...), append(fixed, f.ID)
	}
	if len(fixed) == 0 {
		return nil, nil
	}
	return change.Join(edits, change.Parsed(json.RawMessage(r.Registration.Raw.OptionalClaims))), fixed
}

// Fixable are the failed findings of at least the given severity whose fix is a change of the app registration.
func (r *Report) Fixable(least Severity) []*Finding {
	var list []*Finding
	for _, f := range r.Findings {
		if len(f.Changes) > 0 && f.Outcome == Fail && f.Severity.AtLeast(least) && f.Page != "" {
			list = append(list, f)
		}
	}
	return list
}

// PatchCommand is the Azure CLI command that sends a patch saved in a file, for those who send it themselves.
func (r *Report) PatchCommand(file string) string {
	return `az rest --method PATCH --url "` + r.patchURL() + `" --headers Content-Type=application/json` +
		` --body "@` + file + `"`
}

// patchURL is the address of the app registration: by its Object ID, or else by its client ID.
func (r *Report) patchURL() string {
	base := entra.GraphBase(r.Request.Cloud) + "/v1.0/applications"
	if id := r.Registration.ObjectID.Value; entra.IsGUID(id) {
		return base + "/" + id
	}
	id := r.Registration.AppID.Value
	if !entra.IsGUID(id) {
		id = "CLIENT-ID"
	}
	return base + "(appId='" + id + "')"
}
