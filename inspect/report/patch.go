package report

import (
	"edov/flow"
)

// PatchCommand is the command that sends a patch kept in a file, with Azure
// CLI. edov itself changes nothing.
func PatchCommand(r *Report, file string) string {
	return `az rest --method PATCH --url "` + patchURL(r) + `" --headers Content-Type=application/json --body "@` + file + `"`
}

// patchURL is the address of the registration: by its object ID, or else by
// its client ID.
func patchURL(r *Report) string {
	base := flow.GraphBase(r.Request.Cloud) + "/v1.0/applications"
	if id := r.Registration.ObjectID.Value; flow.IsGUID(id) {
		return base + "/" + id
	}
	id := r.Registration.AppID.Value
	if !flow.IsGUID(id) {
		id = "CLIENT-ID"
	}
	return base + "(appId='" + id + "')"
}
