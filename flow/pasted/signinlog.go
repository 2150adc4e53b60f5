package pasted

import (
	"strings"

	"edov/flow"
	"edov/flow/lazy"
	"edov/flow/mask"
	"edov/flow/strictjson"
)

// errorNumber is the number of an error; 0 stands for success.
var errorNumber = lazy.MustCompile(`^\d{1,9}$`)

// memberOf is the text of a member that has one of several names, in any letter case: an entry of the
// sign-in log of Microsoft Entra ID has others in Microsoft Graph (resource signIn), where some are in
// status, than in Azure Monitor (table SigninLogs).
func memberOf(v *strictjson.Value, names ...string) string {
	for _, m := range v.Members() {
		if m.Name == "status" {
			if text := memberOf(&m.Value, names...); text != "" {
				return text
			}
		}
		for _, name := range names {
			if strings.EqualFold(m.Name, name) {
				return m.Value.Text
			}
		}
	}
	return ""
}

func numberOfEntry(v *strictjson.Value) string { return memberOf(v, "errorCode", "resultType") }

func isEntry(v *strictjson.Value) bool {
	return errorNumber.MatchString(numberOfEntry(v)) && !v.Has("errorCode")
}

func isFailedEntry(v *strictjson.Value) bool { return isEntry(v) && numberOfEntry(v) != "0" }

// signInLog reads an entry of the sign-in log, or the first that failed of several. Both results are
// nil for another document.
func (r *recognizer) signInLog(v *strictjson.Value) (*flow.Session, *NoToken) {
	if e := find(v, 2, isFailedEntry); e != nil {
		reason := strings.Join(strings.Fields(memberOf(e, "failureReason", "resultDescription")), " ")
		if f, ok := flow.ParseFailureText("AADSTS" + numberOfEntry(e) + ": " + reason); ok {
			f.CorrelationID = mask.Cut(memberOf(e, "correlationId"), 128)
			r.note("found an error in the sign-in log")
			return &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Failure: f}, nil
		}
	}
	if find(v, 2, isEntry) == nil {
		return nil, nil
	}
	return nil, &NoToken{
		"sign-in-log", "this is a sign-in that succeeded, of the sign-in log; it holds no token",
		whereTokens,
	}
}
