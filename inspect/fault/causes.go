package fault

import (
	"slices"
	"strings"
	"sync"

	"edov/flow"
	"edov/flow/lazy"
)

// causeTable is the form of causes.json.
type causeTable struct {
	// Fixes are those that several errors share; a fix names one in braces.
	Fixes  map[string]string `json:"fixes"`
	Causes []entry           `json:"causes"`
	// Variants replace what a cause says where more is known of the attempt (see fitted).
	Variants []entry `json:"variants"`
	// Relayed are complaints of products, libraries and the network, the exact ones first.
	Relayed []entry `json:"relayed"`
	// Refined take the place of a number's own entry where Microsoft's words beside it say more.
	Refined []entry `json:"refined"`
	// Sentences are Microsoft's own, in lower case, by which an error is known whose number was cut off on its way.
	Sentences []struct {
		Text string `json:"text"`
		Code int    `json:"code"`
	} `json:"sentences"`
	Sights []sight `json:"sights"`
	// Verify tells how to see whether it is that: by the check that a failure belongs to, and by the names that entries
	// give where their check is about something else.
	Verify map[string]string `json:"verify"`
}

// causes.json holds the errors that have no number: of Microsoft's service for personal accounts, of OAuth, of
// products, libraries and the network.
//
// causes reads the table once, at the first failure that needs it.
var causes = sync.OnceValue(func() *causeTable {
	t := new(causeTable)
	mustRead("causes.json", table("causes.json"), t)
	return t
})

// named finds an entry by its ID; the zero entry for an ID that the table does not have, which a test rules out.
func named(list []entry, id string) entry {
	i := slices.IndexFunc(list, func(e entry) bool { return e.ID == id })
	if i < 0 {
		return entry{}
	}
	return list[i]
}

// Declined is the ID of the cause where the user went back without consenting.
const Declined = "declined"

// refusedClient is the cause that stands for a refusal of the client's authentication without a number.
const refusedClient = "client-authentication"

// Cause explains one failure at Microsoft: which check it belongs to, what happened, why, and what to do. The words
// are edov's own; Microsoft's are shown beside them as evidence.
type Cause struct {
	ID      string // of a cause without a number: "personal-redirect-uri"
	Check   string
	Summary string
	Why     string
	Fix     string
	who     string // as in the catalogue; empty: the developer
	retry   bool
	secret  string
	verify  string
	own     string // what to do with edov's own flags, where edov sent the request
}

// codeTail is what stands at the end of a description and is shown separately.
var codeTail = lazy.MustCompile(`(?is)[\s.]*(?:Trace|Request)[ _]ID\s*:.*$`)

// Words is Microsoft's own description without code IDs and timestamp.
func Words(f *flow.Failure) string {
	return strings.TrimSpace(codeTail.ReplaceAllString(f.Description, ""))
}

// CauseOf classifies a failure of a request. ok is false for what is not an answer of Microsoft's: network, time,
// cancellation, a broken protocol.
func CauseOf(f *flow.Failure, r flow.Request) (c Cause, ok bool) {
	if f == nil || f.Kind != flow.FailureOAuth && f.Kind != flow.FailurePage {
		return Cause{}, false
	}
	e, ok := entryByCode(f)
	if !ok {
		e, ok = entryByText(f.Description, causes().Causes)
	}
	if !ok {
		e = named(causes().Causes, idByError(f))
		e.Title = strings.ReplaceAll(e.Title, "{error}", f.OAuthError)
	}
	return e.cause().fitted(f, r), true
}

// entryByCode looks at the last AADSTS number: the ones before only wrap it.
func entryByCode(f *flow.Failure) (entry, bool) {
	code := f.Code()
	if code == 0 {
		return entry{}, false
	}
	if e, ok := refined(f); ok {
		return e, true
	}
	text := strings.ToLower(f.Description)
	switch {
	case code == 700016 && strings.Contains(text, "microsoft account"):
		return named(causes().Causes, "personal-not-enabled"), true // the tenant named is that of personal accounts
	case code == 90023 && !strings.Contains(text, "public client"):
		return entry{}, false // the number has other uses
	case code == 70002 && strings.Contains(text, "client_secret"):
		return named(causes().Causes, "secret-missing"), true
	}
	e, ok := catalogue()[code]
	return e, ok
}

// refined finds the entry of a number whose words say more than the number.
func refined(f *flow.Failure) (entry, bool) {
	var list []entry
	for _, e := range causes().Refined {
		if e.Code == f.Code() {
			list = append(list, e)
		}
	}
	return entryByText(f.Description, list)
}

// entryByText finds the first entry with one of whose texts a text agrees.
func entryByText(text string, list []entry) (entry, bool) {
	text = strings.ToLower(text)
	for _, e := range list {
		if slices.ContainsFunc(e.Texts, func(sign string) bool { return strings.Contains(text, sign) }) {
			return e, true
		}
	}
	return entry{}, false
}

// ofClient are words about how a client proves that it is the app.
var ofClient = lazy.MustCompile(`(?i)\b(client auth|secret|credential|assertion|certificate)`)

// idByError falls back on the OAuth error (RFC 6749 sections 4.1.2.1, 5.2).
func idByError(f *flow.Failure) string {
	token := f.Stage == flow.StageToken
	switch {
	case f.Code() != 0 && (f.OAuthError == "invalid_client" || f.OAuthError == "unauthorized_client") &&
		!ofClient.MatchString(f.Description):
		return "refused" // a number that edov does not know: the word before it stands for many of them
	case f.OAuthError == "access_denied" || f.Subcode == "cancel":
		return Declined
	case f.OAuthError == "consent_required":
		return "consent-required"
	case f.OAuthError == "interaction_required" || f.OAuthError == "login_required":
		return "interaction-required"
	case f.OAuthError == "invalid_client" && token:
		return refusedClient
	case f.OAuthError == "invalid_client" || f.OAuthError == "invalid_scope":
		return "scope-unknown"
	case f.OAuthError == "unauthorized_client" && !token:
		return "personal-not-enabled"
	case f.OAuthError == "unsupported_response_type":
		return "response-type"
	case f.OAuthError == "server_error" || f.OAuthError == "temporarily_unavailable":
		return "server-error"
	case f.OAuthError == "invalid_grant" && token:
		return "code-refused"
	}
	return "refused"
}
