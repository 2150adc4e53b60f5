package flow

import (
	"strings"

	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// signInEntry is what the sign-in log of Microsoft Entra ID says of one sign-in.
type signInEntry struct {
	code, reason, correlation string
}

// errorNumber is the number of an error; 0 stands for success.
var errorNumber = lazy.MustCompile(`^\d{1,9}$`)

// entryOf reads an entry as Microsoft Graph (resource signIn) or Azure Monitor (table SigninLogs)
// gives it.
func entryOf(v strictjson.Value) (e signInEntry, ok bool) {
	status := v.Get("status")
	e = signInEntry{status.Get("errorCode").Text, status.Get("failureReason").Str(), v.Get("correlationId").Str()}
	for _, names := range [][3]string{
		{"ResultType", "ResultDescription", "CorrelationId"}, {"resultType", "resultDescription", "correlationId"},
	} {
		if e.code == "" {
			e = signInEntry{v.Get(names[0]).Text, v.Get(names[1]).Str(), v.Get(names[2]).Str()}
		}
	}
	return e, errorNumber.MatchString(e.code)
}

// signInLog reads an entry of the sign-in log, or the first that failed of several. Both results are
// nil for another document.
func (r *recognizer) signInLog(v strictjson.Value) (*Session, *NoToken) {
	list := append([]strictjson.Value{v}, v.Elems...)
	list = append(list, v.Get("value").Elems...)
	known := false
	for _, item := range list {
		e, ok := entryOf(item)
		if known = known || ok; !ok || e.code == "0" {
			continue
		}
		f, ok := ParseFailureText("AADSTS" + e.code + ": " + strings.Join(strings.Fields(e.reason), " "))
		if !ok {
			continue
		}
		f.CorrelationID = cut(e.correlation, 128)
		r.note("found the error of an entry of the sign-in log")
		return &Session{Schema: SessionSchema, Origin: OriginPasted, Failure: f}, nil
	}
	if !known {
		return nil, nil
	}
	return nil, &NoToken{
		"sign-in-log", "this is from the sign-in log, of sign-ins that succeeded; it holds no token",
		"the log does not show the token's claims: " + whereTokens,
	}
}
